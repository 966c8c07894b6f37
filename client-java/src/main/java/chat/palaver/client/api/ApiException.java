package chat.palaver.client.api;

import java.time.Duration;
import java.util.Optional;

/**
 * A call the API server did not carry out, with the stable {@code code} of its problem document.
 *
 * <p>Two codes are this client's own: {@link #UNREACHABLE} (status 0: no answer, so the call may or
 * may not have been carried out) and {@link #UNREADABLE} (an answer that is not the protocol's).
 */
public final class ApiException extends RuntimeException {
    public static final String UNREACHABLE = "unreachable";
    public static final String UNREADABLE = "unreadable";

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String field;
    private final String detail;
    private final Duration retryAfter;

    ApiException(int status, String code, String field, String detail, Duration retryAfter) {
        super(describe(status, code, field, detail));
        this.status = status;
        this.code = code;
        this.field = field;
        this.detail = detail;
        this.retryAfter = retryAfter;
    }

    static ApiException unreachable(String detail, Throwable cause) {
        ApiException e = new ApiException(0, UNREACHABLE, null, detail, null);
        e.initCause(cause);
        return e;
    }

    static ApiException unreadable(int status, String detail) {
        return new ApiException(status, UNREADABLE, null, detail, null);
    }

    /** The HTTP status, 0 when there was no answer. */
    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** The field an {@code invalid} is about. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    public String detail() {
        return detail;
    }

    /** How long the server asks to wait before the next attempt. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public boolean is(String other) {
        return code.equals(other);
    }

    /** Whether the login itself is no longer good: the device has to log in again. */
    public boolean isUnauthorized() {
        return status == 401;
    }

    private static String describe(int status, String code, String field, String detail) {
        return code
                + (status == 0 ? "" : " (" + status + ")")
                + (field == null ? "" : " in " + field)
                + (detail.isEmpty() ? "" : ": " + detail);
    }
}
