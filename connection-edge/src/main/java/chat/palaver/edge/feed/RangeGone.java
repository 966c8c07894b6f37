package chat.palaver.edge.feed;

/**
 * The log no longer keeps the beginning of a range that was to be read. Told apart from every other
 * failure because it never heals: to ask again is to wait for ever.
 */
public final class RangeGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RangeGone(String detail, Throwable cause) {
        super(detail, cause);
    }
}
