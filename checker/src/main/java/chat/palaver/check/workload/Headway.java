package chat.palaver.check.workload;

import java.time.Duration;

/** Waits for a count that rises, and no longer than it goes on rising. */
final class Headway {
    private final long enough;
    private final Duration patience;
    private long highest;
    private long sinceNanos;

    Headway(long start, int more, Duration patience, long nanos) {
        this.enough = start + more;
        this.patience = patience;
        this.highest = start;
        this.sinceNanos = nanos;
    }

    /**
     * Whether it has risen enough.
     *
     * @throws IllegalStateException when it has not risen at all for so long
     */
    boolean isEnough(long count, long nanos) {
        if (count > highest) {
            highest = count;
            sinceNanos = nanos;
        }
        if (count < enough && nanos - sinceNanos > patience.toNanos()) {
            throw new IllegalStateException(
                    "no message was answered for " + patience.toSeconds() + " s");
        }
        return count >= enough;
    }
}
