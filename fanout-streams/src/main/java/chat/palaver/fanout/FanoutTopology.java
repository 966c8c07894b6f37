package chat.palaver.fanout;

import chat.palaver.fanout.routing.Dispatch;
import chat.palaver.fanout.routing.EdgeStart;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.DeliverySource;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

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
                () -> processor(DeliverySource.DELIVERY_SOURCE_CHANNELS),
                "channel-records",
                "channel-signals");
        topology.addProcessor(
                USERS, () -> processor(DeliverySource.DELIVERY_SOURCE_USERS), "user-events");
        sink(topology, "deliveries-of-channels", CHANNELS);
        sink(topology, "deliveries-of-users", USERS);
        return topology;
    }

    private FanoutProcessor processor(DeliverySource source) {
        return new FanoutProcessor(source, topics, gone, metrics, clock);
    }

    private static void source(Topology topology, String name, String topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                name,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic);
    }

    private void sink(Topology topology, String name, String parent) {
        Serializer<Dispatch> value = (topic, dispatch) -> dispatch.delivery().toByteArray();
        StreamPartitioner<byte[], Dispatch> slots =
                (topic, key, dispatch, count) -> Optional.of(slots(dispatch, count));
        topology.addSink(
                name, topics.deliveries().name(), new ByteArraySerializer(), value, slots, parent);
    }

    private static Set<Integer> slots(Dispatch dispatch, int count) {
        return dispatch.slot() == Dispatch.EVERY_SLOT
                ? IntStream.range(0, count).boxed().collect(Collectors.toSet())
                : Set.of(dispatch.slot());
    }
}
