package chat.palaver.edge.feed;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A text frame as it goes out: encoded once and queued to many connections, so that what it costs
 * is its bytes once, however many queues it is in. Thread-safe.
 */
public final class EncodedFrame {
    private static final Runnable NOBODY = () -> {};

    private final byte[] bytes;
    private final Runnable told;
    private final AtomicInteger queues = new AtomicInteger();

    /**
     * A frame.
     *
     * @param bytes never written to again
     */
    public EncodedFrame(byte[] bytes) {
        this(bytes, NOBODY);
    }

    private EncodedFrame(byte[] bytes, Runnable told) {
        this.bytes = bytes;
        this.told = told;
    }

    /**
     * The same to be sent in its place, of which somebody is told.
     *
     * @param written runs each time it has been written to a socket; on any thread
     */
    public EncodedFrame telling(Runnable written) {
        return new EncodedFrame(bytes, written);
    }

    /** Its last byte has been written to one of its sockets. */
    public void written() {
        told.run();
    }

    /** Its bytes, with a place of its own to be read from. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes);
    }

    /** How many they are. */
    public int size() {
        return bytes.length;
    }

    /** It comes into a queue; whether it was in none. */
    public boolean enter() {
        return queues.getAndIncrement() == 0;
    }

    /** It leaves a queue; whether it is in none now. */
    public boolean leave() {
        return queues.decrementAndGet() == 0;
    }
}
