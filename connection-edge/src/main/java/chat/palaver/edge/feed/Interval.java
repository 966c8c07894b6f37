package chat.palaver.edge.feed;

/**
 * A time of membership.
 *
 * @param joined position of the record by which it began, inclusive
 * @param left position of the record by which it ended, inclusive; {@link Long#MAX_VALUE} while it
 *     lasts
 */
public record Interval(long joined, long left) {
    /** Whether a record at the position was for this member. */
    public boolean contains(long position) {
        return joined <= position && position <= left;
    }
}
