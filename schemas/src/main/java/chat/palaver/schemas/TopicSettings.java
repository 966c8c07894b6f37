package chat.palaver.schemas;

import java.time.Duration;

/**
 * What an installation chooses about its topics.
 *
 * @param prefix stands before every topic name; empty for none
 * @param partitions P, the same for every topic keyed by channel or user; 1 to 10,000
 * @param deliverySlots partitions of {@code deliveries}: the most edges that can run; 1 to 10,000
 * @param replicationFactor 1 to 7
 * @param sharedRetention how long shared channel logs are kept, at least 3 hours (twice the hour of
 *     the copy rule and its slack); a zero duration means for ever
 */
public record TopicSettings(
        String prefix,
        int partitions,
        int deliverySlots,
        int replicationFactor,
        Duration sharedRetention) {
    private static final Duration SHORTEST = Duration.ofHours(3);

    public TopicSettings {
        within("partitions", partitions, 10_000);
        within("deliverySlots", deliverySlots, 10_000);
        within("replicationFactor", replicationFactor, 7);
        if (!sharedRetention.isZero() && sharedRetention.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("sharedRetention must be 3 hours or more, or zero");
        }
    }

    /** As on one laptop: 4 partitions, 16 slots, one replica, 7 days. */
    public static TopicSettings development(String prefix) {
        return new TopicSettings(prefix, 4, 16, 1, Duration.ofDays(7));
    }

    private static void within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be 1 to " + most + ": " + value);
        }
    }
}
