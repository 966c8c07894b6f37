package chat.palaver.client.chat;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponential with full jitter, so that the clients of a
 * dead edge do not come back in step. (Formula: "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015: random between 0 and min(cap, base * 2^attempt).) Not thread-safe.
 */
final class ReconnectPolicy {
    private static final int MOST_DOUBLINGS = 30;

    private final Duration base;
    private final Duration cap;
    private final RandomGenerator random;
    private int failures;

    ReconnectPolicy(Duration base, Duration cap, RandomGenerator random) {
        if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("0 < base <= cap does not hold");
        }
        this.base = base;
        this.cap = cap;
        this.random = random;
    }

    /** The wait before the attempt after one more failure. */
    Duration next() {
        Duration wait = wait(failures);
        failures++;
        return wait;
    }

    /** The wait before a given attempt, counted from 0, without counting a failure. */
    Duration wait(int attempt) {
        double most =
                Math.min(
                        (double) cap.toMillis(),
                        base.toMillis() * Math.pow(2, Math.min(attempt, MOST_DOUBLINGS)));
        return Duration.ofMillis((long) (random.nextDouble() * most));
    }

    /** A connection has held for a while: the next failure is the first again. */
    void settled() {
        failures = 0;
    }
}
