package chat.palaver.client.chat;

import chat.palaver.client.socket.CloseReason;

/** Why a connection ended, as far as it decides what to do next. */
public enum DisconnectCause {
    /** The application closed the session. */
    CLOSED_HERE,
    /** The device was logged out: there is no way back without a log-in. */
    REVOKED,
    /** The edge did not accept the token. */
    UNAUTHORIZED,
    /** The edge asked to reconnect, and this client did. */
    ASKED,
    /** The edge closed because it is shutting down. */
    DRAINING,
    /** This client read too slowly. */
    SLOW_CONSUMER,
    /** The edge heard nothing from this client. */
    HEARTBEAT_TIMEOUT,
    /** This client heard nothing from the edge. */
    SILENT,
    /** No {@code welcome} in time. */
    NO_WELCOME,
    /** A record was missing before the one that came. */
    GAP,
    /** The edge called a frame of ours no protocol. */
    PROTOCOL_ERROR,
    /** A frame of ours was too big. */
    FRAME_TOO_BIG,
    /** The connection broke or ended with any other code. */
    LOST;

    static DisconnectCause of(CloseReason reason) {
        return switch (reason.code()) {
            case CloseReason.FRAME_TOO_BIG -> FRAME_TOO_BIG;
            case CloseReason.UNAUTHORIZED -> UNAUTHORIZED;
            case CloseReason.PROTOCOL_ERROR -> PROTOCOL_ERROR;
            case CloseReason.SESSION_REVOKED -> REVOKED;
            case CloseReason.SLOW_CONSUMER -> SLOW_CONSUMER;
            case CloseReason.HEARTBEAT_TIMEOUT -> HEARTBEAT_TIMEOUT;
            case CloseReason.DRAINING -> DRAINING;
            default -> LOST;
        };
    }
}
