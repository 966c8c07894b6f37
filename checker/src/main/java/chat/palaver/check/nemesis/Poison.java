package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records that nobody can read, in every partition of every topic: under no key, under one that is
 * none, and under keys that are in use there. Whoever meets one must put it aside and go on.
 *
 * <p>None of them can be read as a record by any luck: that would be a forged message, and not a
 * fault.
 */
record Poison(String name) implements Fault {
    private static final int KEYS_IN_USE = 3;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration MOST_BLOCKED = Duration.ofSeconds(10);

    /** No field of any Protobuf message begins so. */
    private static final byte UNREADABLE = 0x07;

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        String kafka = target.kafka();
        return kafka.isEmpty() ? Optional.empty() : Optional.of(new PoisonStrike(kafka, random));
    }

    private record PoisonStrike(String kafka, Random random) implements Strike {
        @Override
        public String victim() {
            return "every topic";
        }

        @Override
        public void begin(Stage stage) throws Exception {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka));
                    KafkaProducer<byte[], byte[]> producer = producer();
                    KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                for (TopicPartition partition : partitions(admin)) {
                    poison(producer, consumer, partition);
                }
            }
        }

        private void poison(
                KafkaProducer<byte[], byte[]> producer,
                KafkaConsumer<byte[], byte[]> consumer,
                TopicPartition partition)
                throws InterruptedException, TimeoutException {
            List<byte[]> keys;
            try {
                keys = new ArrayList<>(keysInUse(consumer, partition));
            } catch (KafkaException e) {
                return; // An own log of a channel that has moved meanwhile: its topic is gone.
            }
            keys.add(new byte[] {UNREADABLE});
            keys.add(null);
            for (byte[] key : keys) {
                append(producer, record(partition, key, unreadable()));
            }
            append(producer, record(partition, new byte[] {UNREADABLE}, null));
            append(producer, record(partition, null, new byte[0]));
        }

        /** One at a time: with a record that is refused, all that came with it would be. */
        private static void append(
                KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record)
                throws InterruptedException, TimeoutException {
            try {
                producer.send(record).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                // A compacted topic refuses a record without a key: so much the better.
            }
        }

        private static ProducerRecord<byte[], byte[]> record(
                TopicPartition partition, byte[] key, byte[] value) {
            return new ProducerRecord<>(partition.topic(), partition.partition(), key, value);
        }

        private byte[] unreadable() {
            byte[] value = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(value);
            value[0] = UNREADABLE;
            return value;
        }

        /** Topics of Kafka and of its Streams are not ours to spoil. */
        private static List<TopicPartition> partitions(Admin admin) throws Exception {
            List<String> topics =
                    admin.listTopics().names().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).stream()
                            .filter(topic -> !topic.startsWith("__"))
                            .filter(topic -> !topic.endsWith("-changelog"))
                            .sorted()
                            .toList();
            List<TopicPartition> partitions = new ArrayList<>();
            for (KafkaFuture<TopicDescription> described :
                    admin.describeTopics(topics).topicNameValues().values()) {
                try {
                    partitions.addAll(
                            partitions(described.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS)));
                } catch (ExecutionException e) {
                    // The topic of a channel's own log goes when the log has moved.
                }
            }
            return partitions;
        }

        private static List<TopicPartition> partitions(TopicDescription topic) {
            return topic.partitions().stream()
                    .map(each -> new TopicPartition(topic.name(), each.partition()))
                    .toList();
        }

        private static List<byte[]> keysInUse(
                KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            long end = consumer.position(partition, MOST_BLOCKED);
            consumer.seek(partition, Math.max(0, end - KEYS_IN_USE));
            List<byte[]> keys = new ArrayList<>();
            if (end > 0) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    if (each.key() != null && keys.size() < KEYS_IN_USE) {
                        keys.add(each.key());
                    }
                }
            }
            return keys;
        }

        private KafkaProducer<byte[], byte[]> producer() {
            return new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            kafka,
                            "enable.idempotence",
                            false,
                            "linger.ms",
                            0,
                            "max.block.ms",
                            MOST_BLOCKED.toMillis()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        private KafkaConsumer<byte[], byte[]> consumer() {
            return new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            kafka,
                            "auto.offset.reset",
                            "earliest",
                            "allow.auto.create.topics",
                            "false"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        }

        @Override
        public void heal() {
            // They stay.
        }
    }
}
