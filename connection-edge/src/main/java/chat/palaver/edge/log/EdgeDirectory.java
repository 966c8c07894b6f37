package chat.palaver.edge.log;

import chat.palaver.schemas.proto.EdgeLease;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the leases once, at start, to find a free slot. A clash costs reading and nothing else. */
public final class EdgeDirectory {
    private static final Duration POLL = Duration.ofMillis(200);

    private EdgeDirectory() {}

    /**
     * A slot that no living lease names; any if all are taken.
     *
     * @param slots how many there are
     */
    public static int freeSlot(
            Map<String, Object> properties, String topic, int slots, Clock clock) {
        Set<Integer> taken = new HashSet<>();
        long now = clock.millis();
        read(properties, topic).values().stream()
                .filter(lease -> lease.until > now)
                .forEach(lease -> taken.add(lease.slot));
        Random random = new Random();
        int start = random.nextInt(slots);
        for (int i = 0; i < slots; i++) {
            if (!taken.contains((start + i) % slots)) {
                return (start + i) % slots;
            }
        }
        return start;
    }

    private static Map<String, Lease> read(Map<String, Object> properties, String topic) {
        Map<String, Lease> leases = new HashMap<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    String edge = new String(record.key(), StandardCharsets.UTF_8);
                    leases.put(edge, lease(record));
                }
            }
        }
        return leases;
    }

    private static Lease lease(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new Lease(-1, 0);
        }
        try {
            EdgeLease lease = EdgeLease.parseFrom(record.value());
            return new Lease(lease.getSlot(), record.timestamp() + lease.getLeaseMillis());
        } catch (InvalidProtocolBufferException e) {
            return new Lease(-1, 0);
        }
    }

    private record Lease(int slot, long until) {}
}
