package chat.palaver.check.workload;

import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;

/**
 * Ids of messages: UUIDv7, most of this moment, some as old as those of a device that was without
 * network for long, which servers have to look up.
 */
final class MessageIds {
    private static final int ONE_IN_OLD = 33;
    private static final long YOUNGEST_OLD = Duration.ofMinutes(31).toMillis();
    private static final long OLDEST = Duration.ofDays(6).toMillis();
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;

    private final Clock clock;
    private final Random random;

    MessageIds(Clock clock, Random random) {
        this.clock = clock;
        this.random = random;
    }

    String next() {
        return at(clock.millis() - (random.nextInt(ONE_IN_OLD) == 0 ? age() : 0));
    }

    private long age() {
        return YOUNGEST_OLD + (long) (random.nextDouble() * (OLDEST - YOUNGEST_OLD));
    }

    /** The id of a moment: 48 bits of it, the rest random. */
    String at(long millis) {
        long high = (millis << 16) | VERSION_7 | random.nextInt(1 << 12);
        long low = (random.nextLong() & VARIANT_MASK) | VARIANT;
        return new UUID(high, low).toString();
    }
}
