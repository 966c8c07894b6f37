package chat.palaver.schemas.frames;

import java.util.Locale;

/** Why an edge closes a connection. */
public enum CloseCode {
    NORMAL(1000),
    TOO_LARGE(1009),
    INTERNAL(1011),
    /** The edge holds as much as it can: connect again (RFC 6455 registry). */
    TRY_AGAIN_LATER(1013),
    UNAUTHORIZED(4001),
    PROTOCOL_ERROR(4002),
    SESSION_REVOKED(4003),
    SLOW_CONSUMER(4004),
    HEARTBEAT_TIMEOUT(4008),
    DRAINING(4013);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The close reason clients see. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
