package chat.palaver.fanout;

import chat.palaver.fanout.routing.EdgeStart;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.DeliverySource;
import java.time.Clock;
import java.util.function.BiPredicate;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * Two sub-topologies of one kind: channels ({@code channel.shared} and {@code signals}, which are
 * co-partitioned) and users ({@code user-events}). Without a store: what a task knows it has read
 * itself.
 *
 * <p>A first start reads from the earliest record, never the latest: interest appended between the
 * start and the moment the offset is looked up would be skipped, and its edge not know.
 */
final class FanoutTopology {
    static final String CHANNELS = "route-channels";
    static final String USERS = "route-users";

    /** Name of the sink of a processor's deliveries, before the processor's. */
    static final String DELIVERIES = "deliveries-of-";

    /** Name of the sink of what a processor could not read, before the processor's. */
    static final String ASIDE = "unreadable-to-";

    private final Topics topics;
    private final BiPredicate<EdgeStart, Long> gone;
    private final FanoutMetrics metrics;
    private final Clock clock;

    FanoutTopology(
            Topics topics, BiPredicate<EdgeStart, Long> gone, FanoutMetrics metrics, Clock clock) {
        this.topics = topics;
        this.gone = gone;
        this.metrics = metrics;
        this.clock = clock;
    }

    Topology build() {
        Topology topology = new Topology();
        source(topology, "channel-records", topics.channelShared().name());
        source(topology, "channel-signals", topics.signals().name());
        source(topology, "user-events", topics.userEvents().name());
        topology.addProcessor(
                CHANNELS,
                () -> processor(DeliverySource.DELIVERY_SOURCE_CHANNELS, CHANNELS),
                "channel-records",
                "channel-signals");
        topology.addProcessor(
                USERS, () -> processor(DeliverySource.DELIVERY_SOURCE_USERS, USERS), "user-events");
        sink(topology, DELIVERIES + CHANNELS, topics.deliveries(), CHANNELS);
        sink(topology, DELIVERIES + USERS, topics.deliveries(), USERS);
        sink(topology, ASIDE + CHANNELS, topics.deadLetter(topics.channelShared()), CHANNELS);
        sink(topology, ASIDE + USERS, topics.deadLetter(topics.userEvents()), USERS);
        return topology;
    }

    private FanoutProcessor processor(DeliverySource source, String name) {
        return new FanoutProcessor(source, name, topics, gone, metrics, clock);
    }

    private static void source(Topology topology, String name, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic);
    }

    private static void sink(Topology topology, String name, TopicSpec topic, String parent) {
        Serializer<Outgoing> value = (unused, outgoing) -> outgoing.value();
        topology.addSink(
                name,
                topic.name(),
                new ByteArraySerializer(),
                value,
                Outgoing.partitioner(),
                parent);
    }
}
