package chat.palaver.schemas.frames;

import java.util.Locale;

/** Why one frame was refused; the connection stays. */
public enum ErrorCode {
    BAD_FRAME,
    UNKNOWN_TYPE,
    UNAUTHORIZED,
    NOT_A_MEMBER,
    NOT_ALLOWED,
    TEXT_EMPTY,
    TEXT_TOO_LONG,
    UNKNOWN_TARGET,
    RATE_LIMITED,
    TOO_MANY_WATCHED,
    /** Not appended, or not known to be: send again with the same id. */
    UNAVAILABLE;

    /** As clients see it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
