package chat.palaver.presence;

import chat.palaver.presence.board.PresenceRules;
import chat.palaver.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** From {@code heartbeats} to {@code presence} and to the watchers' slots of {@code deliveries}. */
final class PresenceTopology {
    /** The store with the last written state of every user; its changelog is what is restored. */
    static final String KNOWN = "presence-known";

    static final String HEARTBEATS = "heartbeats";
    static final String BOARD = "presence-board";
    static final String DELIVERIES = "deliveries";
    static final String PRESENCE = "presence";
    static final String TICKS = "ticks";
    static final String DEAD_LETTERS = "heartbeats-dead-letter";

    /** How often a task moves time on; small against every rule. */
    static final Duration TICK = Duration.ofSeconds(2);

    private final Topics topics;
    private final PresenceRules rules;
    private final PresenceMetrics metrics;

    PresenceTopology(Topics topics, PresenceRules rules, PresenceMetrics metrics) {
        this.topics = topics;
        this.rules = rules;
        this.metrics = metrics;
    }

    Topology build() {
        Topology topology = new Topology();
        topology.addSource(
                HEARTBEATS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.heartbeats().name());
        int slots = topics.deliveries().partitions();
        topology.addProcessor(
                BOARD, () -> new PresenceProcessor(rules, slots, metrics), HEARTBEATS);
        topology.addStateStore(known(), BOARD);
        sink(topology, DELIVERIES, topics.deliveries().name());
        sink(topology, PRESENCE, topics.presence().name());
        sink(topology, TICKS, topics.heartbeats().name());
        sink(topology, DEAD_LETTERS, topics.deadLetter(topics.heartbeats()).name());
        return topology;
    }

    /** In memory: it is small, and a start reads it whole anyway. */
    private static StoreBuilder<KeyValueStore<String, byte[]>> known() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(KNOWN), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of("min.cleanable.dirty.ratio", "0.1"))
                .withCachingDisabled();
    }

    private static void sink(Topology topology, String name, String topic) {
        topology.addSink(
                name,
                topic,
                new ByteArraySerializer(),
                (unused, outgoing) -> outgoing.value(),
                Outgoing.partitioner(),
                BOARD);
    }
}
