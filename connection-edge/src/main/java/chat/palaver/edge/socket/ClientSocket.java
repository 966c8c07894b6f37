package chat.palaver.edge.socket;

import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.frames.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Moves the frames of one connection and knows nothing of chat. The next frame is asked for when
 * the last one has been handled, so a client that sends faster than it is served waits in its own
 * socket.
 */
final class ClientSocket implements FrameHandler {
    /** With Jetty at one time: one of the queue, a pong, a close. */
    private static final int MOST_OUTGOING_FRAMES = 8;

    private final Connections connections;
    private final long queueBytes;
    private final AtomicInteger open;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(256);
    private boolean binary;
    private CoreSession session;
    private SocketSink sink;
    private Connections.Connection connection;

    /**
     * A connection that is not open yet.
     *
     * @param open counts those that are: an upgrade that fails never was one
     */
    ClientSocket(Connections connections, long queueBytes, AtomicInteger open) {
        this.connections = connections;
        this.queueBytes = queueBytes;
        this.open = open;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        open.incrementAndGet();
        session = opened;
        session.setAutoFragment(false);
        session.setMaxOutgoingFrames(MOST_OUTGOING_FRAMES);
        session.setMaxFrameSize(Limits.FRAME_BYTES);
        session.setIdleTimeout(Duration.ZERO);
        sink = new SocketSink(opened, queueBytes, () -> connection.closed());
        connection = connections.opened(sink);
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.BINARY -> {
                binary = frame.getOpCode() == OpCode.BINARY;
                data(frame, callback);
            }
            case OpCode.CONTINUATION -> data(frame, callback);
            case OpCode.PING -> pong(frame, callback);
            case OpCode.CLOSE -> callback.succeeded();
            default -> {
                connection.heard();
                next(callback);
            }
        }
    }

    /** The next frame is let in when the pong is written: who takes none sends no more pings. */
    private void pong(Frame ping, Callback callback) {
        connection.heard();
        ByteBuffer payload = ByteBuffer.wrap(BufferUtil.toArray(ping.getPayload()));
        callback.succeeded();
        session.sendFrame(
                new Frame(OpCode.PONG, true, payload),
                Callback.from(session::demand, failure -> session.abort()),
                false);
    }

    private void data(Frame frame, Callback callback) {
        if (message.size() + frame.getPayloadLength() > Limits.FRAME_BYTES) {
            callback.succeeded();
            sink.close(CloseCode.TOO_LARGE);
            return;
        }
        byte[] bytes = BufferUtil.toArray(frame.getPayload());
        message.write(bytes, 0, bytes.length);
        if (!frame.isFin()) {
            next(callback);
            return;
        }
        byte[] whole = message.toByteArray();
        message.reset();
        callback.succeeded();
        if (binary) {
            connection.malformed();
            session.demand();
            return;
        }
        text(whole);
    }

    private void text(byte[] whole) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(whole)).toString();
        } catch (CharacterCodingException e) {
            connection.malformed();
            session.demand();
            return;
        }
        connection.text(text, session::demand);
    }

    private void next(Callback callback) {
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        if (sink != null) {
            // Jetty closes; that the other side agrees is not to be waited for.
            connection.closed();
            sink.abortSoon();
        }
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        if (session != null) {
            open.decrementAndGet();
        }
        if (connection != null) {
            connection.closed();
        }
        callback.succeeded();
    }
}
