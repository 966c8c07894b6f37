package chat.palaver.schemas;

/**
 * Where a record stands in its channel's log: 15 bits of epoch (which placement of the channel) and
 * 48 bits of Kafka offset plus one, in a {@code long} of 63 bits. Positions of one channel are
 * unique and rising; {@link #NONE} stands before every record.
 */
public final class Position {
    /** Before the first record: the {@code prev} of a channel's first record. */
    public static final long NONE = 0;

    private static final int OFFSET_BITS = 48;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
    private static final long MAX_OFFSET = OFFSET_MASK - 1;

    /** The last epoch a position can name: the most moves of a channel's log in its life. */
    public static final long MAX_EPOCH = (1L << 15) - 1;

    private Position() {}

    /**
     * The position of a Kafka offset.
     *
     * @param epoch 0 to 32,767
     * @param offset 0 to 2^48 - 2
     * @throws IllegalArgumentException outside of these
     */
    public static long of(long epoch, long offset) {
        if (epoch < 0 || epoch > MAX_EPOCH) {
            throw new IllegalArgumentException("epoch out of range: " + epoch);
        }
        if (offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException("offset out of range: " + offset);
        }
        return (epoch << OFFSET_BITS) | (offset + 1);
    }

    /** The Kafka offset of a position other than {@link #NONE}. */
    public static long offset(long position) {
        return (position & OFFSET_MASK) - 1;
    }

    /**
     * Behind every record of the epochs before, and before the first of this one.
     *
     * @param epoch 1 to {@link #MAX_EPOCH}
     */
    public static long beforeEpoch(long epoch) {
        return of(epoch, 0) - 1;
    }

    /** The epoch of a position. */
    public static long epoch(long position) {
        return position >>> OFFSET_BITS;
    }

    /** The wire form: a decimal string. */
    public static String format(long position) {
        return Long.toString(position);
    }

    /**
     * Reads the wire form.
     *
     * @throws IllegalArgumentException if it is not a decimal number of 1 to 19 digits in 63 bits
     */
    public static long parse(String text) {
        if (text.isEmpty() || text.length() > 19 || !text.chars().allMatch(Position::isDigit)) {
            throw new IllegalArgumentException("not a position");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a position", e);
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
