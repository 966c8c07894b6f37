package chat.palaver.store;

/**
 * A time of membership: the positions from the record by which the user joined to the one by which
 * he left.
 *
 * @param from position of the joining record, included
 * @param to position of the leaving record, not included; {@link #OPEN} while he is a member
 */
public record MembershipInterval(long from, long to) {
    /** No leaving record yet. */
    public static final long OPEN = Long.MAX_VALUE;

    public boolean contains(long position) {
        return position >= from && position < to;
    }
}
