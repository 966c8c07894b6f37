package chat.palaver.store;

/**
 * Cuts a channel's rows into partitions of the {@code messages} table.
 *
 * <p>The bucket is a function of the position alone, so that a topic read again, or read by two
 * sinks at once, puts every row where it was; by time or by what a bucket already holds it would
 * not. It holds 2^17 = 131,072 positions: at 700 bytes a row, more than a chat message usually
 * takes, a full one has 92 MB, below the 100 MB that a partition should not pass. Only an own-topic
 * channel, whose offsets are dense, fills one; one of nothing but longest texts would pass that. In
 * a shared log a bucket spans half an hour at 70 records a second, so a channel has few rows in
 * each: reading a page of a quiet one touches many partitions. They are read side by side and only
 * those that the index names, which costs less than partitions that can grow without bound.
 */
final class MessageBuckets {
    private static final int POSITION_BITS = 17;

    private MessageBuckets() {}

    static long of(long position) {
        return position >> POSITION_BITS;
    }
}
