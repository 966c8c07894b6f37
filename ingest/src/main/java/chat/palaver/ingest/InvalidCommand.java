package chat.palaver.ingest;

import chat.palaver.schemas.frames.ErrorCode;

/** What the client asked for can never be appended as it is. */
public final class InvalidCommand extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String field;

    InvalidCommand(ErrorCode code, String field, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
    }

    /** As a WebSocket client is told. */
    public ErrorCode code() {
        return code;
    }

    /** Which field is wrong, as an HTTP client is told. */
    public String field() {
        return field;
    }
}
