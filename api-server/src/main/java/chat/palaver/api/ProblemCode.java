package chat.palaver.api;

import java.util.Locale;

/** What programs act on in a {@link Problem}: every code has one status, and is published. */
enum ProblemCode {
    BAD_CREDENTIALS(401),
    BAD_REQUEST(400),
    INTERNAL(500),
    INVALID(422),
    NOT_A_MEMBER(403),
    NOT_ALLOWED(403),
    NOT_FOUND(404),
    NOT_IMPLEMENTED(501),
    RATE_LIMITED(429),
    TOO_LARGE(413),
    TOO_MANY_DEVICES(409),
    UNAUTHORIZED(401),
    UNAVAILABLE(503),
    USERNAME_TAKEN(409);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** As clients see it. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
