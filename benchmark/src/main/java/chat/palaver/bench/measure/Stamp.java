package chat.palaver.bench.measure;

import java.util.UUID;

/**
 * What a message's id tells those who receive it: which run it belongs to, which message of the run
 * it is, and when it was meant to be sent. So a latency can be taken anywhere, in any process of
 * this machine, from the frame alone, and from the intended time: a sender that is late does not
 * hide it. The id is a UUIDv7, as real clients make them, with these in its random bits.
 *
 * @param run 0 to {@link #MAX_RUN}
 * @param sequence 0 to {@link #MAX_SEQUENCE}
 * @param offsetMicros microseconds from the epoch of the run to the intended time; 0 to {@link
 *     #MAX_OFFSET}, nine hours
 */
public record Stamp(int run, int sequence, long offsetMicros) {
    /** Twelve bits. */
    public static final int MAX_RUN = 0xFFF;

    /** Twenty-seven bits. */
    public static final int MAX_SEQUENCE = (1 << 27) - 1;

    /** Thirty-five bits. */
    public static final long MAX_OFFSET = (1L << 35) - 1;

    /** Characters of an id. */
    public static final int LENGTH = 36;

    private static final int OFFSET_BITS = 35;
    private static final int VERSION_AT = 14;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM = 0x3FFF_FFFF_FFFF_FFFFL;

    public Stamp {
        if (run < 0
                || run > MAX_RUN
                || sequence < 0
                || sequence > MAX_SEQUENCE
                || offsetMicros < 0
                || offsetMicros > MAX_OFFSET) {
            throw new IllegalArgumentException(
                    "run " + run + ", sequence " + sequence + ", offset " + offsetMicros);
        }
    }

    /**
     * The id of the message.
     *
     * @param epochMillis the time of day at the epoch of the run, milliseconds
     */
    public String id(long epochMillis) {
        long millis = epochMillis + offsetMicros / 1_000;
        long high = millis << 16 | VERSION_7 | run;
        long low = VARIANT | (long) sequence << OFFSET_BITS | offsetMicros;
        return new UUID(high, low).toString();
    }

    /**
     * Reads an id within a frame.
     *
     * @return null if it is not one of a stamp
     */
    public static Stamp read(byte[] frame, int from, int length) {
        if (length != LENGTH || frame[from + VERSION_AT] != '7') {
            return null;
        }
        long run = hex(frame, from + 15, from + 18);
        long first = hex(frame, from + 19, from + 23);
        long second = hex(frame, from + 24, from + LENGTH);
        if (run < 0 || first < 0 || second < 0) {
            return null;
        }
        long random = (first << 48 | second) & RANDOM;
        return new Stamp((int) run, (int) (random >>> OFFSET_BITS), random & MAX_OFFSET);
    }

    /** The number, or a negative one if there is something else than hexadecimal digits. */
    private static long hex(byte[] frame, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(frame[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
