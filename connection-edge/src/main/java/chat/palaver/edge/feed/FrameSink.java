package chat.palaver.edge.feed;

import chat.palaver.schemas.frames.CloseCode;

/** The outgoing side of one connection. Never blocks. */
public interface FrameSink {
    /**
     * Queues an encoded text frame, shared with other connections: never written to. Over its bound
     * the connection is closed as a slow consumer, and further frames are dropped.
     */
    void send(EncodedFrame frame);

    /**
     * The same for a frame that goes to very many at once: it may be written a little later, so
     * that who waits for something else need not wait for all of them.
     */
    default void sendAmongMany(EncodedFrame frame) {
        send(frame);
    }

    /** Bytes queued and not yet written. */
    long queuedBytes();

    /** Closes behind what is queued. */
    void close(CloseCode code);
}
