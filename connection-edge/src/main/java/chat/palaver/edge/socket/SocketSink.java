package chat.palaver.edge.socket;

import chat.palaver.edge.feed.EncodedFrame;
import chat.palaver.edge.feed.FrameSink;
import chat.palaver.schemas.frames.CloseCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * The bounded outgoing queue of one connection: one write is with Jetty at a time, what comes
 * meanwhile waits here and goes out together in the next, and whoever lets more than the bound wait
 * is closed as a slow consumer. Thread-safe.
 */
final class SocketSink implements FrameSink {
    /** Most frames, and bytes, of one write. */
    static final int MOST_TOGETHER = 48;

    static final int MOST_BYTES_TOGETHER = 64 << 10;

    private static final int CLOSE_SECONDS = 5;

    private final CoreSession session;
    private final long mostBytes;
    private final OutgoingBudget budget;
    private final Flusher flusher;
    private final Runnable ending;
    private final AtomicBoolean waitsAmongMany = new AtomicBoolean();
    private final Deque<EncodedFrame> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean writing;
    private CloseCode closing;
    private boolean closeSent;

    /** Only for the loop. */
    private boolean waitsSoon;

    /**
     * The way out of a session.
     *
     * @param budget for the queues of all connections
     * @param flusher says when what waits is written out
     * @param ending runs when it has been decided to close, whether or not the other side agrees
     */
    SocketSink(
            CoreSession session,
            long mostBytes,
            OutgoingBudget budget,
            Flusher flusher,
            Runnable ending) {
        this.session = session;
        this.mostBytes = mostBytes;
        this.budget = budget;
        this.flusher = flusher;
        this.ending = ending;
    }

    @Override
    public void send(EncodedFrame frame) {
        if (queue(frame)) {
            flusher.soon(this);
        }
    }

    @Override
    public void sendAmongMany(EncodedFrame frame) {
        if (queue(frame)) {
            flusher.amongMany(this);
        }
    }

    /** Whether it waits to be written now. */
    private boolean queue(EncodedFrame frame) {
        boolean slow;
        synchronized (this) {
            if (closing != null || closeSent) {
                return false;
            }
            slow = queuedBytes + frame.size() > mostBytes || !budget.take(frame, queuedBytes);
            if (slow) {
                // At once, or a later frame could still go out behind those that are dropped.
                dropQueue();
                closing = CloseCode.SLOW_CONSUMER;
            } else {
                queue.addLast(frame);
                queuedBytes += frame.size();
            }
        }
        if (slow) {
            finish();
        }
        return !slow;
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
        finish();
    }

    private void finish() {
        ending.run();
        pump();
        abortSoon();
    }

    /** Who does not close his side in time, or takes nothing any more, is cut off. */
    void abortSoon() {
        CompletableFuture.delayedExecutor(CLOSE_SECONDS, TimeUnit.SECONDS).execute(session::abort);
    }

    /** Writes out what waits, unless a write is under way: then that does it when it is done. */
    void flush() {
        waitsSoon = false;
        pump();
    }

    /** As {@link #flush}, by the thread that writes to many. */
    void flushAmongMany() {
        waitsAmongMany.set(false);
        pump();
    }

    /** Whether it has to be put among those that wait for the end of a task. */
    boolean waitsSoon() {
        boolean already = waitsSoon;
        waitsSoon = true;
        return !already;
    }

    /** Whether it has to be put among those that wait for their turn. */
    boolean waitsAmongMany() {
        return waitsAmongMany.compareAndSet(false, true);
    }

    private void pump() {
        List<EncodedFrame> together;
        synchronized (this) {
            if (writing || closeSent || (queue.isEmpty() && closing == null)) {
                return;
            }
            together = next();
            closeSent = together.isEmpty();
            writing = true;
        }
        if (together.isEmpty()) {
            session.close(closing.code(), closing.wireName(), Callback.NOOP);
            return;
        }
        int last = together.size() - 1;
        for (EncodedFrame before : together.subList(0, last)) {
            // Goes out with the last one; what becomes of that has become of it too.
            session.sendFrame(text(before), Callback.NOOP, true);
        }
        session.sendFrame(
                text(together.get(last)),
                Callback.from(() -> written(together), failure -> lost(together)),
                false);
    }

    /** What goes out in one write: none if nothing is left to be sent. */
    private List<EncodedFrame> next() {
        EncodedFrame first = queue.pollFirst();
        if (first == null || queue.isEmpty()) {
            return first == null ? List.of() : List.of(first);
        }
        List<EncodedFrame> together = new ArrayList<>();
        together.add(first);
        int bytes = first.size();
        while (together.size() < MOST_TOGETHER
                && !queue.isEmpty()
                && bytes + queue.peekFirst().size() <= MOST_BYTES_TOGETHER) {
            EncodedFrame next = queue.removeFirst();
            bytes += next.size();
            together.add(next);
        }
        return together;
    }

    private static Frame text(EncodedFrame frame) {
        return new Frame(OpCode.TEXT, true, frame.bytes());
    }

    private void written(List<EncodedFrame> frames) {
        frames.forEach(EncodedFrame::written);
        leave(frames);
        pump();
    }

    private void lost(List<EncodedFrame> frames) {
        leave(frames);
        gone();
        session.abort();
    }

    private synchronized void leave(List<EncodedFrame> frames) {
        writing = false;
        for (EncodedFrame frame : frames) {
            queuedBytes -= frame.size();
            budget.give(frame);
        }
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
