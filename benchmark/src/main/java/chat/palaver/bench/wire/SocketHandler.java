package chat.palaver.bench.wire;

/** What becomes of a {@link Socket}; called on the thread of its {@link SocketLoop}. */
public interface SocketHandler {
    /** The upgrade is done: frames may be sent. */
    void opened(Socket socket);

    /**
     * A whole text frame has come.
     *
     * @param bytes holds it from one index to before another; good until this returns
     */
    void text(byte[] bytes, int from, int to);

    /**
     * The connection is no more, or never came to be.
     *
     * @param code of the close frame, or one of {@link Socket}
     */
    void closed(int code, String reason);
}
