package chat.palaver.client.chat;

/**
 * A send that will not be tried any more.
 *
 * <p>{@link #isUnknown} tells the two kinds of failure apart: refused, so that it is not in the
 * channel, or given up without an answer, so that it may be there or come yet. The codes are the
 * protocol's and, of this client's own, {@link #DEADLINE}, {@link #OUTBOX_FULL} and {@link
 * #CLOSED}.
 */
public final class SendFailed extends RuntimeException {
    public static final String DEADLINE = "deadline";
    public static final String OUTBOX_FULL = "outbox_full";
    public static final String CLOSED = "closed";

    private static final long serialVersionUID = 1;

    private final String id;
    private final String code;
    private final boolean unknown;

    SendFailed(String id, String code, String detail, boolean unknown) {
        super(code + (detail.isEmpty() ? "" : ": " + detail));
        this.id = id;
        this.code = code;
        this.unknown = unknown;
    }

    /** The id it was sent under; another attempt should carry it too. */
    public String id() {
        return id;
    }

    public String code() {
        return code;
    }

    public boolean isUnknown() {
        return unknown;
    }
}
