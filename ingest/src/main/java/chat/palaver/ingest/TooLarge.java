package chat.palaver.ingest;

/** The record is larger than the log takes: the same one again would fail again. */
public final class TooLarge extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    TooLarge(Throwable cause) {
        super("the record is larger than the log takes", cause);
    }
}
