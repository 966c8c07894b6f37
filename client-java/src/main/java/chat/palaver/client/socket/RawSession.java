package chat.palaver.client.socket;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One connection to one edge with nothing automatic about it: no heartbeat, no reconnect, no
 * resume. Tests use it to see exactly what an edge says; a load generator opens thousands of them.
 *
 * <p>Frames are kept in the order of their arrival, up to a limit given at opening; past it the
 * connection is aborted, because a recording with a hole would let a test pass that should not.
 * With a limit of 0 nothing is kept and a consumer gets each frame on a network thread.
 * Thread-safe.
 */
public final class RawSession implements AutoCloseable {
    /** Frames kept when nothing else is said. */
    public static final int DEFAULT_RECORDING = 200_000;

    private final List<Frame> recorded = new ArrayList<>();
    private final int recordingLimit;
    private final Consumer<Frame> consumer;
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private FrameSocket socket;
    private int cursor;
    private boolean reading = true;
    private boolean demanded;

    private RawSession(int recordingLimit, Consumer<Frame> consumer) {
        this.recordingLimit = recordingLimit;
        this.consumer = consumer;
    }

    /** Connects and waits for the connection; {@code hello} is the caller's to send. */
    public static RawSession connect(SocketPool pool, URI edge) {
        return connect(pool, edge, DEFAULT_RECORDING, frame -> {});
    }

    /**
     * Connects and waits for the connection.
     *
     * @throws SocketUnavailable when it cannot be made
     */
    public static RawSession connect(
            SocketPool pool, URI edge, int recordingLimit, Consumer<Frame> consumer) {
        try {
            return open(pool, edge, recordingLimit, consumer).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketUnavailable("interrupted while connecting to " + edge, e);
        } catch (Exception e) {
            throw new SocketUnavailable("no connection to " + edge + ": " + rootOf(e), e);
        }
    }

    /** As {@link #connect}, without waiting. */
    public static CompletableFuture<RawSession> open(
            SocketPool pool, URI edge, int recordingLimit, Consumer<Frame> consumer) {
        RawSession session = new RawSession(recordingLimit, consumer);
        return pool.connect(edge, session.new Endpoint()).thenApply(socket -> session);
    }

    /** Sends {@code hello} with a token and no positions. */
    public void hello(String token) {
        hello(token, Map.of());
    }

    /** Sends {@code hello}; {@code resume} maps channel ids to positions. */
    public void hello(String token, Map<String, Long> resume) {
        ObjectNode hello = frame("hello").put("token", token);
        if (!resume.isEmpty()) {
            ObjectNode positions = hello.putObject("resume");
            resume.forEach((channel, p) -> positions.put(channel, Positions.format(p)));
        }
        send(hello);
    }

    /** A new frame of this type, its type first, for {@link #send}. */
    public static ObjectNode frame(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    public void send(ObjectNode frame) {
        sendText(frame.toString());
    }

    /** Sends any text, well-formed or not. */
    public void sendText(String text) {
        socket().send(text);
    }

    /** Sends a message; the answer is {@code sent} or {@code error} with this id. */
    public void sendMessage(String id, String channel, String text) {
        send(frame("send").put("id", id).put("channel", channel).put("text", text));
    }

    /**
     * Waits for the first frame since the connection opened that fits, whether it has come already
     * or not.
     *
     * @throws AwaitFailed when it has not come in time or the connection closed without it
     */
    public Frame await(Predicate<Frame> wanted, Duration limit) {
        return await(0, wanted, limit, false);
    }

    /** As {@link #await}, but only among the frames after the last one this method gave. */
    public Frame next(Predicate<Frame> wanted, Duration limit) {
        int from;
        synchronized (this) {
            from = cursor;
        }
        return await(from, wanted, limit, true);
    }

    public Frame await(String type, Duration limit) {
        return await(frame -> frame.is(type), limit);
    }

    public Frame next(String type, Duration limit) {
        return next(frame -> frame.is(type), limit);
    }

    private synchronized Frame await(
            int from, Predicate<Frame> wanted, Duration limit, boolean moveCursor) {
        long deadline = System.nanoTime() + limit.toNanos();
        int looked = from;
        while (true) {
            for (; looked < recorded.size(); looked++) {
                if (wanted.test(recorded.get(looked))) {
                    if (moveCursor) {
                        cursor = looked + 1;
                    }
                    return recorded.get(looked);
                }
            }
            long left = deadline - System.nanoTime();
            if (closed.isDone()) {
                throw new AwaitFailed("closed with " + closed.join() + "; saw " + types());
            }
            if (left <= 0) {
                throw new AwaitFailed("not within " + limit + "; saw " + types());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AwaitFailed("interrupted");
            }
        }
    }

    private String types() {
        int shown = Math.min(recorded.size(), 30);
        List<Frame> last = recorded.subList(recorded.size() - shown, recorded.size());
        return recorded.size() + " frames, the last " + last.stream().map(Frame::type).toList();
    }

    /** All frames so far. */
    public synchronized List<Frame> frames() {
        return List.copyOf(recorded);
    }

    /** All frames of a type so far. */
    public synchronized List<Frame> frames(String type) {
        return recorded.stream().filter(frame -> frame.is(type)).toList();
    }

    /** Stops or goes on reading from the network; a slow reader, for tests. */
    public void reading(boolean on) {
        FrameSocket toAsk;
        synchronized (this) {
            reading = on;
            toAsk = on && !demanded ? socket : null;
            demanded |= on;
        }
        if (toAsk != null) {
            toAsk.demand();
        }
    }

    /** Completes when the connection has ended, whoever ended it. */
    public CompletableFuture<CloseReason> closed() {
        return closed.copy();
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    /** Closes with code 1000. */
    @Override
    public void close() {
        close(CloseReason.NORMAL, "");
    }

    public void close(int code, String reason) {
        if (!closed.isDone()) {
            socket().close(code, reason);
        }
    }

    /** Cuts the connection without a close frame, as a lost network does. */
    public void abort() {
        socket().abort();
    }

    private synchronized FrameSocket socket() {
        return socket;
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }

    private final class Endpoint implements SocketListener {
        @Override
        public void onOpen(FrameSocket opened) {
            synchronized (RawSession.this) {
                socket = opened;
                demanded = true;
            }
            opened.demand();
        }

        @Override
        public void onFrame(Frame frame) {
            boolean more;
            boolean full = false;
            synchronized (RawSession.this) {
                if (recordingLimit > 0) {
                    full = recorded.size() >= recordingLimit;
                    if (!full) {
                        recorded.add(frame);
                    }
                }
                more = reading;
                demanded = more;
                RawSession.this.notifyAll();
            }
            if (full) {
                socket().abort();
                return;
            }
            consumer.accept(frame);
            if (more) {
                socket().demand();
            }
        }

        @Override
        public void onClosed(CloseReason reason) {
            closed.complete(reason);
            synchronized (RawSession.this) {
                RawSession.this.notifyAll();
            }
        }
    }
}
