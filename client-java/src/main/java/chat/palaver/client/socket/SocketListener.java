package chat.palaver.client.socket;

/**
 * What happens on a {@link FrameSocket}. Calls for one socket never overlap; they come on network
 * threads and must not block. The first frame has to be asked for, as every other one.
 */
public interface SocketListener {
    void onOpen(FrameSocket socket);

    void onFrame(Frame frame);

    /** The last call, exactly once after {@link #onOpen}. */
    void onClosed(CloseReason reason);
}
