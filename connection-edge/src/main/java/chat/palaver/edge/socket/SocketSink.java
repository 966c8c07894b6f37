package chat.palaver.edge.socket;

import chat.palaver.edge.feed.FrameSink;
import chat.palaver.schemas.frames.CloseCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * The bounded outgoing queue of one connection: one frame is with Jetty at a time, the others wait
 * here, and whoever lets more than the bound wait is closed as a slow consumer. Thread-safe.
 */
final class SocketSink implements FrameSink {
    private final CoreSession session;
    private final long mostBytes;
    private final Deque<ByteBuffer> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean writing;
    private CloseCode closing;
    private boolean closeSent;

    SocketSink(CoreSession session, long mostBytes) {
        this.session = session;
        this.mostBytes = mostBytes;
    }

    @Override
    public void send(ByteBuffer frame) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            if (queuedBytes + frame.remaining() > mostBytes) {
                queue.clear();
                closing = CloseCode.SLOW_CONSUMER;
            } else {
                queue.addLast(frame.duplicate());
                queuedBytes += frame.remaining();
            }
        }
        pump();
    }

    @Override
    public synchronized long queuedBytes() {
        return queuedBytes;
    }

    @Override
    public void close(CloseCode code) {
        synchronized (this) {
            if (closing == null) {
                closing = code;
            }
        }
        pump();
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
