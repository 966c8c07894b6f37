package chat.palaver.client.socket;

/**
 * One open WebSocket as the rest of the client sees it: text frames out, nothing of Jetty. All
 * methods may be called from any thread and none of them blocks.
 */
public interface FrameSocket {
    /**
     * Queues one text frame. A connection whose queue is full or whose write fails is aborted, for
     * a frame silently lost in the middle would be worse than a reconnect.
     */
    void send(String text);

    /** Asks for one more frame; a listener gets none it did not ask for. */
    void demand();

    /** Closes with a handshake; {@link SocketListener#onClosed} follows. */
    void close(int code, String reason);

    /** Cuts the connection without a word. */
    void abort();
}
