package chat.palaver.edge.socket;

import chat.palaver.schemas.frames.CloseCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final int SMALL = 256;
    private static final int PIECE_BYTES = 64 << 10;

    /** Longest time from a message's first byte to its last. */
    private static final int MESSAGE_SECONDS = 30;

    /** How long, and how much, of a refused message is read before its sender is cut off. */
    private static final int DISCARD_MILLIS = 1_000;

    private static final long MOST_DISCARDED = 8L << 20;

    /** With Jetty at one time: one write of the queue, a pong, a close. */
    private static final int MOST_OUTGOING_FRAMES = SocketSink.MOST_TOGETHER + 8;

    private final Connections connections;
    private final long queueBytes;
    private final AtomicInteger open;
    private final IncomingBudget budget;
    private final OutgoingBudget outgoing;
    private final Flusher flusher;
    private final AtomicLong held = new AtomicLong();
    private ByteArrayOutputStream message = new ByteArrayOutputStream(SMALL);
    private volatile long messages;
    private long watched = -1;
    private boolean binary;
    private CloseCode refusal;
    private long discarded;
    private CoreSession session;
    private SocketSink sink;
    private Connections.Connection connection;

    /**
     * A connection that is not open yet.
     *
     * @param open counts those that are: an upgrade that fails never was one
     * @param budget for what has come and is not handled
     * @param outgoing for what waits to be written
     * @param flusher says when it is
     */
    ClientSocket(
            Connections connections,
            long queueBytes,
            AtomicInteger open,
            IncomingBudget budget,
            OutgoingBudget outgoing,
            Flusher flusher) {
        this.connections = connections;
        this.queueBytes = queueBytes;
        this.open = open;
        this.budget = budget;
        this.outgoing = outgoing;
        this.flusher = flusher;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        open.incrementAndGet();
        session = opened;
        // Large frames come in pieces, so that nothing is held that is not counted here.
        session.setAutoFragment(true);
        session.setMaxOutgoingFrames(MOST_OUTGOING_FRAMES);
        session.setMaxFrameSize(PIECE_BYTES);
        session.setIdleTimeout(Duration.ZERO);
        sink = new SocketSink(opened, queueBytes, outgoing, flusher, () -> connection.closed());
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
        int bytes = frame.getPayloadLength();
        if (refusal == null) {
            boolean tooLarge = message.size() + bytes > connection.mostBytes();
            if (tooLarge || !budget.take(bytes)) {
                refuse(tooLarge ? CloseCode.TOO_LARGE : CloseCode.TRY_AGAIN_LATER);
            }
        }
        if (refusal != null) {
            discard(frame, callback);
            return;
        }
        held.addAndGet(bytes);
        message.writeBytes(BufferUtil.toArray(frame.getPayload()));
        if (frame.isFin()) {
            callback.succeeded();
            whole();
        } else {
            watchOver(messages);
            next(callback);
        }
    }

    /**
     * Closes for the message that is coming in. Jetty cuts the connection when it has written the
     * close frame; a client that is still sending then would lose that frame with the connection,
     * and not know why. So the rest is read first, as far as that is soon and not too much.
     */
    private void refuse(CloseCode code) {
        refusal = code;
        message = new ByteArrayOutputStream(SMALL);
        giveBack();
        CompletableFuture.delayedExecutor(DISCARD_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> sink.close(code));
    }

    private void discard(Frame frame, Callback callback) {
        discarded += frame.getPayloadLength();
        if (frame.isFin() || discarded > MOST_DISCARDED) {
            callback.succeeded();
            sink.close(refusal);
        } else {
            next(callback);
        }
    }

    /** A message that has begun must come to its end: what it holds others lack. */
    private void watchOver(long begun) {
        if (watched == begun) {
            return;
        }
        watched = begun;
        CompletableFuture.delayedExecutor(MESSAGE_SECONDS, TimeUnit.SECONDS)
                .execute(
                        () -> {
                            if (messages == begun) {
                                sink.close(CloseCode.PROTOCOL_ERROR);
                            }
                        });
    }

    private void whole() {
        byte[] bytes = message.toByteArray();
        message = new ByteArrayOutputStream(SMALL);
        messages++;
        if (binary) {
            malformed();
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            malformed();
            return;
        }
        connection.text(text, this::handled);
    }

    private void malformed() {
        connection.malformed();
        handled();
    }

    /** The message's bytes are free again, and the next frame may come. */
    private void handled() {
        giveBack();
        session.demand();
    }

    private void giveBack() {
        budget.give(held.getAndSet(0));
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
        giveBack();
        if (connection != null) {
            sink.gone();
            connection.closed();
        }
        callback.succeeded();
    }
}
