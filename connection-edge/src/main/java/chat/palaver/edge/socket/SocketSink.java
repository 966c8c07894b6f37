package chat.palaver.edge.socket;

import chat.palaver.edge.feed.FrameSink;
import chat.palaver.schemas.frames.CloseCode;
import java.nio.ByteBuffer;
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
    private final Runnable ending;
    private final Deque<ByteBuffer> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean writing;
    private CloseCode closing;
    private boolean closeSent;

    /**
     * The way out of a session.
     *
     * @param ending runs when it has been decided to close, whether or not the other side agrees
     */
    SocketSink(CoreSession session, long mostBytes, Runnable ending) {
        this.session = session;
        this.mostBytes = mostBytes;
        this.ending = ending;
    }

    @Override
    public void send(ByteBuffer frame) {
        boolean slow;
        synchronized (this) {
            if (closing != null) {
                return;
            }
            slow = queuedBytes + frame.remaining() > mostBytes;
            if (slow) {
                queue.clear();
            } else {
                queue.addLast(frame.duplicate());
                queuedBytes += frame.remaining();
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
        ByteBuffer next;
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
        int bytes = next.remaining();
        Frame frame = new Frame(OpCode.TEXT, true, next);
        session.sendFrame(frame, Callback.from(() -> written(bytes), failure -> abort()), false);
    }

    private void written(int bytes) {
        synchronized (this) {
            queuedBytes -= bytes;
            writing = false;
        }
        pump();
    }

    private void abort() {
        synchronized (this) {
            queue.clear();
            closeSent = true;
        }
        session.abort();
    }
}
