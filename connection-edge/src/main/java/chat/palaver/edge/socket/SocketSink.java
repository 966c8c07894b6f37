package chat.palaver.edge.socket;

import chat.palaver.edge.feed.EncodedFrame;
import chat.palaver.edge.feed.FrameSink;
import chat.palaver.schemas.frames.CloseCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * The bounded outgoing queue of one connection: one frame is with Jetty at a time, the others wait
 * here, and whoever lets more than the bound wait is closed as a slow consumer. Thread-safe.
 */
final class SocketSink implements FrameSink {
    private static final int CLOSE_SECONDS = 5;

    private final CoreSession session;
    private final long mostBytes;
    private final OutgoingBudget budget;
    private final Runnable ending;
    private final Deque<EncodedFrame> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean writing;
    private CloseCode closing;
    private boolean closeSent;

    /**
     * The way out of a session.
     *
     * @param budget for the queues of all connections
     * @param ending runs when it has been decided to close, whether or not the other side agrees
     */
    SocketSink(CoreSession session, long mostBytes, OutgoingBudget budget, Runnable ending) {
        this.session = session;
        this.mostBytes = mostBytes;
        this.budget = budget;
        this.ending = ending;
    }

    @Override
    public void send(EncodedFrame frame) {
        boolean slow;
        synchronized (this) {
            if (closing != null || closeSent) {
                return;
            }
            slow = queuedBytes + frame.size() > mostBytes || !budget.take(frame, queuedBytes);
            if (slow) {
                dropQueue();
            } else {
                queue.addLast(frame);
                queuedBytes += frame.size();
            }
        }
        if (slow) {
            close(CloseCode.SLOW_CONSUMER);
        } else {
            pump();
        }
    }

    @Override
    public synchronized long queuedBytes() {
        return queuedBytes;
    }

    @Override
    public void close(CloseCode code) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            closing = code;
        }
        ending.run();
        pump();
        abortSoon();
    }

    /** Who does not close his side in time, or takes nothing any more, is cut off. */
    void abortSoon() {
        CompletableFuture.delayedExecutor(CLOSE_SECONDS, TimeUnit.SECONDS).execute(session::abort);
    }

    private void pump() {
        EncodedFrame next;
        synchronized (this) {
            if (writing || closeSent) {
                return;
            }
            next = queue.pollFirst();
            if (next == null && closing == null) {
                return;
            }
            closeSent = next == null;
            writing = true;
        }
        if (next == null) {
            session.close(closing.code(), closing.wireName(), Callback.NOOP);
            return;
        }
        Frame frame = new Frame(OpCode.TEXT, true, next.bytes());
        session.sendFrame(frame, Callback.from(() -> written(next), failure -> lost(next)), false);
    }

    private void written(EncodedFrame frame) {
        frame.written();
        leave(frame);
        pump();
    }

    private void lost(EncodedFrame frame) {
        leave(frame);
        gone();
        session.abort();
    }

    private synchronized void leave(EncodedFrame frame) {
        queuedBytes -= frame.size();
        writing = false;
        budget.give(frame);
    }

    /** The connection is no more: nothing waits for it. */
    synchronized void gone() {
        closeSent = true;
        dropQueue();
    }

    private void dropQueue() {
        for (EncodedFrame frame : queue) {
            queuedBytes -= frame.size();
            budget.give(frame);
        }
        queue.clear();
    }
}
