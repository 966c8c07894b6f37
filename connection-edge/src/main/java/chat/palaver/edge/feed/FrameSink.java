package chat.palaver.edge.feed;

import chat.palaver.schemas.frames.CloseCode;

/** The outgoing side of one connection. Never blocks. */
public interface FrameSink {
    /**
     * Queues an encoded text frame, shared with other connections: never written to. Over its bound
     * the connection is closed as a slow consumer, and further frames are dropped.
     */
    void send(EncodedFrame frame);

    /** Bytes queued and not yet written. */
    long queuedBytes();

    /** Closes behind what is queued. */
    void close(CloseCode code);
}
