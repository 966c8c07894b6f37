package chat.palaver.client.socket;

/** An edge that cannot be reached, or that refused the connection. */
public final class SocketUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    SocketUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
