package chat.palaver.schemas.frames;

import java.util.Optional;

/** A client frame that cannot be taken; answered with {@code error}. */
public final class FrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String id;

    /**
     * Says why.
     *
     * @param code what clients act on
     * @param detail in words, without what the client wrote
     * @param id the frame's id, or null if it had none
     */
    public FrameException(ErrorCode code, String detail, String id) {
        super(detail, null, false, false);
        this.code = code;
        this.id = id;
    }

    public ErrorCode code() {
        return code;
    }

    public Optional<String> id() {
        return Optional.ofNullable(id);
    }
}
