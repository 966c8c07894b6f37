package chat.palaver.endtoend;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Somebody with a plain Kafka client who puts into topics what nobody can read, and looks at what
 * became of it.
 */
final class Poison implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String broker;

    /** A record that was put into a topic. */
    record Dose(TopicPartition at, long offset, String key, byte[] value) {}

    /** A record that was put aside, and what was noted with it; absent headers are empty. */
    record Aside(
            int partition, byte[] value, String reason, String sourceTopic, String sourceOffset) {}

    private Poison(String broker) {
        this.broker = broker;
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    static Poison on(RunningSystem system) {
        return new Poison(system.kafka());
    }

    /** Bytes no Protobuf record begins with. */
    static byte[] nonsense(Random random) {
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        bytes[0] = (byte) 0xff;
        return bytes;
    }

    /** Puts every key with every value into every partition of a topic. Both may be null. */
    List<Dose> put(String topic, Collection<String> keys, Collection<byte[]> values)
            throws Exception {
        List<Dose> doses = new ArrayList<>();
        int partitions = producer.partitionsFor(topic).size();
        for (int partition = 0; partition < partitions; partition++) {
            for (String key : keys) {
                for (byte[] value : values) {
                    doses.add(put(new TopicPartition(topic, partition), key, value));
                }
            }
        }
        return doses;
    }

    private Dose put(TopicPartition at, String key, byte[] value) throws Exception {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.ISO_8859_1);
        Future<RecordMetadata> landed =
                producer.send(new ProducerRecord<>(at.topic(), at.partition(), keyBytes, value));
        return new Dose(at, landed.get(10, TimeUnit.SECONDS).offset(), key, value);
    }

    /** The value of some record of a topic: well-formed, and of another kind than others hold. */
    byte[] anyValueOf(String topic) {
        return read(topic).stream()
                .map(ConsumerRecord::value)
                .filter(value -> value != null && value.length > 0)
                .findFirst()
                .orElseThrow();
    }

    /** All that was put aside of a topic. */
    List<Aside> asideOf(String topic) {
        return read(topic + ".dead-letter").stream()
                .map(
                        record ->
                                new Aside(
                                        record.partition(),
                                        record.value(),
                                        header(record, "reason"),
                                        header(record, "source-topic"),
                                        header(record, "source-offset")))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** What a topic holds now. */
    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(POLL).forEach(all::add);
            }
            return all;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
