package chat.palaver.client.socket;

/**
 * How a connection ended. {@code code} is the WebSocket close code; {@link #ABNORMAL} when the
 * connection broke without one.
 */
public record CloseReason(int code, String reason) {
    public static final int NORMAL = 1000;
    public static final int ABNORMAL = 1006;
    public static final int FRAME_TOO_BIG = 1009;
    public static final int UNAUTHORIZED = 4001;
    public static final int PROTOCOL_ERROR = 4002;
    public static final int SESSION_REVOKED = 4003;
    public static final int SLOW_CONSUMER = 4004;
    public static final int HEARTBEAT_TIMEOUT = 4008;
    public static final int DRAINING = 4013;

    public CloseReason {
        reason = reason == null ? "" : reason;
    }
}
