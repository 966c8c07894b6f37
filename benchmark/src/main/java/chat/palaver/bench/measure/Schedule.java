package chat.palaver.bench.measure;

/**
 * When each message of an open loop is due: at a steady rate, whatever becomes of the ones before.
 * Several processes share one schedule: each sends every so-manieth message.
 *
 * @param perSecond of all processes together; above 0, at most a million
 * @param messages of all processes together
 * @param share which of the processes this one is, from 0
 * @param shares how many there are, at least 1
 */
public record Schedule(double perSecond, int messages, int share, int shares) {
    private static final double MICROS = 1e6;
    private static final double MOST_PER_SECOND = 1e6;

    public Schedule {
        if (!(perSecond > 0) || perSecond > MOST_PER_SECOND) {
            throw new IllegalArgumentException("perSecond: " + perSecond);
        }
        if (messages < 0 || messages > Stamp.MAX_SEQUENCE) {
            throw new IllegalArgumentException("messages: " + messages);
        }
        if (shares < 1 || share < 0 || share >= shares) {
            throw new IllegalArgumentException("share " + share + " of " + shares);
        }
    }

    /** How many of the messages this process sends. */
    public int own() {
        return (messages - share + shares - 1) / shares;
    }

    /** The sequence, within all, of this process' message with this index. */
    public int sequence(int index) {
        return index * shares + share;
    }

    /** When a message is due, in microseconds from the epoch of the run. */
    public long dueMicros(int sequence) {
        return (long) (sequence * MICROS / perSecond);
    }

    /** Messages that are due in a time, in seconds, at a rate. */
    public static int messages(double perSecond, double seconds) {
        return (int) Math.min(Stamp.MAX_SEQUENCE, Math.round(perSecond * seconds));
    }
}
