package chat.palaver.schemas.frames;

/** The limits clients are told in {@code welcome}, and those the codec enforces. */
public final class Limits {
    /** Longest text, in Unicode code points. */
    public static final int TEXT_CODE_POINTS = 100_000;

    /** Longest frame in bytes: the longest text with every code point escaped fits. */
    public static final int FRAME_BYTES = 1_310_720;

    /** Most users watched by one session at a time. */
    public static final int WATCHED_USERS = 500;

    /** Deepest nesting of JSON accepted. */
    static final int NESTING = 16;

    private Limits() {}
}
