package chat.palaver.ingest;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Holds each user (or whatever the key is) to a rate with a burst. Per process: a user with
 * sessions on two edges has two allowances. Thread-safe.
 */
public final class SendLimiter {
    /** Sends a second of one user. */
    public static final int SENDS_PER_SECOND = 300;

    /** Sends one user may make at once after a pause. */
    public static final int BURST = 1_000;

    /** Most keys remembered; the ones unused for longest go first and start anew. */
    static final int MAX_KEYS = 100_000;

    private final LoadingCache<String, Bucket> buckets;

    /**
     * @param tokens granted per period, 1 or more
     * @param burst most that can be saved up, 1 or more
     */
    public SendLimiter(long tokens, Duration per, long burst) {
        this(tokens, per, burst, TimeMeter.SYSTEM_NANOTIME);
    }

    SendLimiter(long tokens, Duration per, long burst, TimeMeter time) {
        Bandwidth limit = Bandwidth.builder().capacity(burst).refillGreedy(tokens, per).build();
        // When a key has been unused for this long its bucket is full again: forgetting is free.
        Duration full = per.multipliedBy(burst / tokens + 1);
        buckets =
                Caffeine.newBuilder()
                        .maximumSize(MAX_KEYS)
                        .expireAfterAccess(full.plusSeconds(1))
                        .build(
                                key ->
                                        Bucket.builder()
                                                .addLimit(limit)
                                                .withCustomTimePrecision(time)
                                                .build());
    }

    /** As the contract has it for sends: 300 a second, 1,000 at once. */
    public static SendLimiter ofSends() {
        return new SendLimiter(SENDS_PER_SECOND, Duration.ofSeconds(1), BURST);
    }

    /** Takes one: 0 if it was allowed, else after how many milliseconds it will be, at least 1. */
    public long take(String key) {
        ConsumptionProbe probe = buckets.get(key).tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return 0;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill()));
    }
}
