package chat.palaver.api;

import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.proto.EdgeLease;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The edges that take sessions now, from their leases in the compacted topic {@code edges}, kept in
 * memory: service discovery must not need the store. One thread owns the consumer. Bounded by the
 * number of edges whose lease holds; the ones run out are dropped.
 */
final class EdgeDirectory implements AutoCloseable, Runnable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration KEEP = Duration.ofMinutes(5);

    private final Consumer<String, byte[]> consumer;
    private final TopicSpec topic;
    private final Clock clock;
    private final Map<String, Entry> edges = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private record Entry(EdgeLease lease, long expires) {}

    /** Takes the consumer over. */
    EdgeDirectory(Consumer<String, byte[]> consumer, TopicSpec topic, Clock clock) {
        this.consumer = consumer;
        this.topic = topic;
        this.clock = clock;
    }

    /** Follows the topic until {@link #close}. */
    @Override
    public void run() {
        List<TopicPartition> partitions =
                IntStream.range(0, topic.partitions())
                        .mapToObj(p -> new TopicPartition(topic.name(), p))
                        .toList();
        try (consumer) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                poll(partitions);
            }
        } catch (WakeupException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private void poll(List<TopicPartition> partitions) {
        try {
            consumer.poll(POLL).forEach(this::take);
        } catch (OffsetOutOfRangeException e) {
            consumer.seekToBeginning(partitions);
        }
        long now = clock.millis();
        edges.values().removeIf(entry -> entry.expires() + KEEP.toMillis() < now);
    }

    void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            edges.remove(record.key());
            return;
        }
        try {
            EdgeLease lease = EdgeLease.parseFrom(record.value());
            edges.put(record.key(), new Entry(lease, record.timestamp() + lease.getLeaseMillis()));
        } catch (InvalidProtocolBufferException e) {
            edges.remove(record.key());
        }
    }

    /**
     * Those of the region first, the least loaded first.
     *
     * @param region null for any
     */
    ObjectNode list(String region) {
        long now = clock.millis();
        ObjectNode answer = Body.object();
        ArrayNode list = answer.putArray("edges");
        edges.values().stream()
                .filter(entry -> entry.expires() > now && !entry.lease().getDraining())
                .map(Entry::lease)
                .sorted(
                        Comparator.comparing((EdgeLease e) -> !e.getRegion().equals(region))
                                .thenComparingDouble(EdgeLease::getLoad)
                                .thenComparing(EdgeLease::getUrl))
                .forEach(
                        lease ->
                                list.addObject()
                                        .put("url", lease.getUrl())
                                        .put("region", lease.getRegion())
                                        .put("load", lease.getLoad()));
        return answer;
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
    }
}
