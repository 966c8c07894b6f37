package chat.palaver.kit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts: exponential with full jitter, so that those who failed together do not
 * come back together. Not thread-safe; one per sequence of attempts.
 */
public final class Backoff {
    private static final int MOST_DOUBLINGS = 30;

    private final long firstNanos;
    private final long longestNanos;
    private final RandomGenerator random;
    private int attempts;

    /**
     * @param first upper bound of the first wait
     * @param longest upper bound of every wait
     */
    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + longest);
        }
        this.firstNanos = first.toNanos();
        this.longestNanos = longest.toNanos();
        this.random = random;
    }

    /** How long to wait before the next attempt: from zero to a bound that doubles. */
    public Duration next() {
        double bound = Math.min((double) longestNanos, (double) firstNanos * (1L << attempts));
        attempts = Math.min(attempts + 1, MOST_DOUBLINGS);
        return Duration.ofNanos((long) (random.nextDouble() * bound));
    }

    /** Sleeps for {@link #next}, but not past {@code most}. */
    public void pause(Duration most) throws InterruptedException {
        Duration wait = next();
        long nanos = Math.min(wait.toNanos(), Math.max(0, most.toNanos()));
        Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }

    /** After a success: the next wait is a first one again. */
    public void reset() {
        attempts = 0;
    }
}
