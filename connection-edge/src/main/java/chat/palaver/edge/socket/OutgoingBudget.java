package chat.palaver.edge.socket;

import chat.palaver.edge.feed.EncodedFrame;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * What all connections of an edge together may hold of frames that wait to be written. Each is
 * bounded by itself, but hundreds that read nothing would fill the memory. A frame in many queues
 * counts once. When too much waits, those go whose queue is longer than their share, and nobody
 * else: so at most twice the budget is held. Thread-safe.
 */
final class OutgoingBudget {
    private final long most;
    private final IntSupplier connections;
    private final AtomicLong taken = new AtomicLong();

    /**
     * A budget.
     *
     * @param most bytes
     * @param connections how many are open
     */
    OutgoingBudget(long most, IntSupplier connections) {
        this.most = most;
        this.connections = connections;
    }

    /** Of the memory this process may have, so much for what waits to be written. */
    static long ofThisProcess() {
        return Runtime.getRuntime().maxMemory() / 5;
    }

    /** The bytes taken now. */
    long taken() {
        return taken.get();
    }

    /**
     * Whether the frame may be queued; then it must be given back.
     *
     * @param queued bytes that wait in this connection's queue already
     */
    boolean take(EncodedFrame frame, long queued) {
        if (!frame.enter() || taken.addAndGet(frame.size()) <= most) {
            return true;
        }
        long share = most / Math.max(1, connections.getAsInt());
        if (queued + frame.size() <= share) {
            return true;
        }
        give(frame);
        return false;
    }

    void give(EncodedFrame frame) {
        if (frame.leave()) {
            taken.addAndGet(-frame.size());
        }
    }
}
