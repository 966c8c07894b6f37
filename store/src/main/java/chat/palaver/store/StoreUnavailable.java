package chat.palaver.store;

/**
 * The store cannot answer at present: try again later. It is the only exception by which this
 * module reports an outage, an overload or a time-out, so that callers can tell it from their own
 * mistakes, which come as {@link IllegalArgumentException} or the driver's exceptions.
 *
 * <p>A write that failed so may have been done all the same. Every write of this module may be
 * repeated.
 */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kept the store from answering. */
    public enum Reason {
        /** No node could be reached, or too few replicas are alive. */
        UNREACHABLE,
        /** A node took the request and did not answer in time: the outcome is unknown. */
        TIMED_OUT,
        /** This process has as many requests under way and waiting as it may. */
        OVERLOADED,
        /** {@link Store#close()} was called. */
        CLOSED
    }

    private final Reason reason;

    StoreUnavailable(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
