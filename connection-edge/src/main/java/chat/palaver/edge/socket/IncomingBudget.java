package chat.palaver.edge.socket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections of an edge together may hold of messages that are not handled yet. Each is
 * bounded by itself, but thousands that each send half of a long one would fill the memory.
 * Thread-safe.
 */
final class IncomingBudget {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /**
     * A budget.
     *
     * @param most bytes
     */
    IncomingBudget(long most) {
        this.most = most;
    }

    /** Whether there was room for so many bytes; then they are taken. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}
