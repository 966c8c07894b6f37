package chat.palaver.kit.token;

/** A token that must not be accepted. The message never holds the token. */
public final class InvalidToken extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** For counters and logs; to the client they are all {@code unauthorized}. */
    public enum Reason {
        MALFORMED,
        WRONG_ALGORITHM,
        WRONG_TYPE,
        BAD_SIGNATURE,
        WRONG_ISSUER,
        WRONG_AUDIENCE,
        EXPIRED,
        INCOMPLETE
    }

    InvalidToken(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
