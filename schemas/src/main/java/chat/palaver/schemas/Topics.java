package chat.palaver.schemas;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one catalogue of topics: nothing else spells a topic name, a partition count or a retention.
 * Immutable.
 */
public final class Topics {
    private static final String MAX_MESSAGE_BYTES = String.valueOf(1 << 20);
    private static final String OWN_LOG = "channel.own.";
    private static final int SEGMENTS_IN_RETENTION = 8;
    private static final Duration LONGEST_SEGMENT = Duration.ofDays(7);

    private final TopicSettings settings;
    private final TopicSpec channelShared;
    private final TopicSpec signals;
    private final TopicSpec userEvents;
    private final TopicSpec deliveries;
    private final TopicSpec edges;
    private final TopicSpec heartbeats;
    private final TopicSpec presence;
    private final TopicSpec notifications;
    private final TopicSpec push;
    private final TopicSpec pushOutcomes;

    private Topics(TopicSettings settings) {
        this.settings = settings;
        int p = settings.partitions();
        channelShared = logTime(kept("channel.shared", p, settings.sharedRetention()));
        signals = minutes(kept("signals", p, Duration.ofMinutes(10)));
        userEvents = logTime(kept("user-events", p, Duration.ofDays(1)));
        deliveries = minutes(kept("deliveries", settings.deliverySlots(), Duration.ofMinutes(10)));
        edges = compacted("edges", 1);
        heartbeats = minutes(logTime(kept("heartbeats", p, Duration.ofHours(1))));
        presence = compacted("presence", p);
        notifications = kept("notifications", p, Duration.ofDays(1));
        push = kept("push", p, Duration.ofDays(1));
        pushOutcomes = kept("push-outcomes", p, Duration.ofDays(7));
    }

    public static Topics of(TopicSettings settings) {
        return new Topics(settings);
    }

    /** P: the partitions of everything keyed by channel or user. */
    public int partitions() {
        return settings.partitions();
    }

    /** The partition of a channel or user in every topic keyed by one. */
    public int partitionOf(String key) {
        return Partitions.of(key, settings.partitions());
    }

    /** The shared channel logs. Key: channel id (records) or edge id (interest). */
    public TopicSpec channelShared() {
        return channelShared;
    }

    /**
     * The topic of one channel's own log: a single partition, so that its offsets are dense. Its
     * records, like those of the shared logs, bear the broker's time.
     *
     * @param place an own one
     * @param retention how long it is kept; zero for ever
     */
    public TopicSpec ownLog(LogPlace place, Duration retention) {
        TopicSpec topic = logTime(kept(OWN_LOG + place.ownName(), 1, retention));
        return retention.isZero() ? topic : topic.with("segment.ms", segmentMillis(retention));
    }

    /**
     * The name of the topic in which a place lies.
     *
     * @see #ownLog
     */
    public String logOf(LogPlace place) {
        return place.isOwn() ? settings.prefix() + OWN_LOG + place.ownName() : channelShared.name();
    }

    /** The partition of {@link #logOf} in which a place lies. */
    public int logPartitionOf(LogPlace place) {
        return place.isOwn() ? 0 : partitionOf(place.channel());
    }

    /** What lies in a topic, if it is a channel's own log. */
    public Optional<LogPlace> ownPlace(String topic) {
        String begins = settings.prefix() + OWN_LOG;
        return topic.startsWith(begins)
                ? LogPlace.ofOwnName(topic.substring(begins.length()))
                : Optional.empty();
    }

    /**
     * Records go with their segment, and an open segment does not go: it must close well within the
     * time for which records are to be kept.
     */
    private static String segmentMillis(Duration retention) {
        Duration segment = retention.dividedBy(SEGMENTS_IN_RETENTION);
        return String.valueOf(Math.min(segment.toMillis(), LONGEST_SEGMENT.toMillis()));
    }

    /** Typing, read marks: what nobody stores. Key: channel id. */
    public TopicSpec signals() {
        return signals;
    }

    /** Hints for one user's edges, and interest in users. Key: user id or edge id. */
    public TopicSpec userEvents() {
        return userEvents;
    }

    /** What edges must deliver; a partition is a slot. Key: edge id. */
    public TopicSpec deliveries() {
        return deliveries;
    }

    /** Leases of the edges. Key: edge id. */
    public TopicSpec edges() {
        return edges;
    }

    /** Who is alive where, and who watches whom; explicit partition of the user. */
    public TopicSpec heartbeats() {
        return heartbeats;
    }

    /** State of every user. Key: user id. */
    public TopicSpec presence() {
        return presence;
    }

    /** Members to be told of a message; explicit partition of the user. */
    public TopicSpec notifications() {
        return notifications;
    }

    /** Notifications to be pushed. Key: user id. */
    public TopicSpec push() {
        return push;
    }

    /** What became of pushes. Key: user id. */
    public TopicSpec pushOutcomes() {
        return pushOutcomes;
    }

    /** Where consumers put what they could not process of a topic. Key: as in the source. */
    public TopicSpec deadLetter(TopicSpec source) {
        String name = source.name().substring(settings.prefix().length()) + ".dead-letter";
        return kept(name, source.partitions(), Duration.ofDays(30));
    }

    /** Every fixed topic. */
    public List<TopicSpec> all() {
        return List.of(
                channelShared,
                signals,
                userEvents,
                deliveries,
                edges,
                heartbeats,
                presence,
                notifications,
                push,
                pushOutcomes,
                deadLetter(channelShared),
                deadLetter(userEvents),
                deadLetter(heartbeats),
                deadLetter(notifications));
    }

    private TopicSpec kept(String name, int partitions, Duration retention) {
        String millis = retention.isZero() ? "-1" : String.valueOf(retention.toMillis());
        return topic(name, partitions)
                .with("cleanup.policy", "delete")
                .with("retention.ms", millis);
    }

    private TopicSpec compacted(String name, int partitions) {
        return topic(name, partitions)
                .with("cleanup.policy", "compact")
                .with("segment.ms", "600000")
                .with("min.cleanable.dirty.ratio", "0.1");
    }

    private TopicSpec topic(String name, int partitions) {
        int replicas = settings.replicationFactor();
        Map<String, String> config =
                Map.of(
                        "max.message.bytes",
                        MAX_MESSAGE_BYTES,
                        "min.insync.replicas",
                        replicas >= 3 ? "2" : "1",
                        "unclean.leader.election.enable",
                        "false");
        return new TopicSpec(settings.prefix() + name, partitions, replicas, config);
    }

    /** Retention of minutes works only if segments close within minutes. */
    private static TopicSpec minutes(TopicSpec topic) {
        return topic.with("segment.ms", "60000").with("segment.bytes", String.valueOf(64 << 20));
    }

    /** Times of these records are the broker's, so that no client's clock orders anything. */
    private static TopicSpec logTime(TopicSpec topic) {
        return topic.with("message.timestamp.type", "LogAppendTime");
    }
}
