package chat.palaver.bench.worker;

/**
 * What all workers must know of a run before its first message.
 *
 * @param run its number in the stamps
 * @param epochNanos the {@code System.nanoTime()} from which offsets count: one clock for all
 *     processes of a machine
 * @param epochMillis the time of day at that moment
 * @param fromMicros what is due before this offset is warm-up: looked at for losses, not timed
 * @param spans how many messages are watched from the first to the last of their readers
 */
public record RunPlan(int run, long epochNanos, long epochMillis, long fromMicros, int spans) {
    /** Whether what was due then is to be timed. */
    boolean isMeasured(long offsetMicros) {
        return offsetMicros >= fromMicros;
    }

    /** Nanoseconds from the time a message was due to a moment. */
    long since(long offsetMicros, long nanoTime) {
        return nanoTime - epochNanos - offsetMicros * 1_000;
    }
}
