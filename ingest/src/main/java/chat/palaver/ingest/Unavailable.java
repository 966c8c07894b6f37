package chat.palaver.ingest;

/**
 * It was not done, or it is not known whether it was: the client may try again later, under the
 * same id. Has no stack trace of its own, since an outage makes thousands of them.
 */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param detail what could not be reached, in words an operator understands
     * @param cause may be null
     */
    public Unavailable(String detail, Throwable cause) {
        super(detail, cause, false, false);
    }

    public Unavailable(String detail) {
        this(detail, null);
    }
}
