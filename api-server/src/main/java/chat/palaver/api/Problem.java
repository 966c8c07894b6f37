package chat.palaver.api;

/** An answer that is not a success, as {@code application/problem+json} tells it. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String field;
    private final long retryAfterSeconds;

    private Problem(int status, String code, String field, String detail, long retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.field = field;
        this.retryAfterSeconds = retryAfter;
    }

    static Problem of(int status, String code, String detail) {
        return new Problem(status, code, null, detail, 0);
    }

    static Problem invalid(String field, String detail) {
        return new Problem(422, "invalid", field, detail, 0);
    }

    static Problem unauthorized(String detail) {
        return of(401, "unauthorized", detail);
    }

    static Problem notFound() {
        return of(404, "not_found", "there is no such thing");
    }

    static Problem notAMember() {
        return of(403, "not_a_member", "you are no member of this channel");
    }

    static Problem notAllowed() {
        return of(403, "not_allowed", "your role in this channel does not allow it");
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "unavailable", null, detail, 1);
    }

    static Problem rateLimited(long millis) {
        return new Problem(
                429, "rate_limited", null, "too many of these", Math.max(1, millis / 1000));
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** Null unless one field is to blame. */
    String field() {
        return field;
    }

    /** 0 for none. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
