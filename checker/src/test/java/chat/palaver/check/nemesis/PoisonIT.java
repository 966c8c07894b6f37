package chat.palaver.check.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.testkit.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class PoisonIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();

    private static final byte[] KEY = "c_1".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void everyPartitionGetsRecordsNobodyCanReadUnderKeysInUseToo() throws Exception {
        String log = KAFKA.topicPrefix() + "log";
        String compacted = KAFKA.topicPrefix() + "compacted";
        try (Admin admin = KAFKA.admin()) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(log, 2, (short) 1),
                                    new NewTopic(compacted, 1, (short) 1)
                                            .configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        append(log, "good");

        aim().begin(new RecordingStage());

        List<ConsumerRecord<byte[], byte[]>> in = read(new TopicPartition(log, 0));
        assertThat(in).hasSize(6);
        assertThat(in.subList(1, 6))
                .allSatisfy(
                        each ->
                                assertThat(
                                                each.value() == null
                                                        || each.value().length == 0
                                                        || each.value()[0] == 7)
                                        .isTrue());
        assertThat(in).filteredOn(each -> each.key() == null).hasSize(2);
        assertThat(in.subList(1, 6)).anySatisfy(each -> assertThat(each.key()).isEqualTo(KEY));
        assertThat(read(new TopicPartition(log, 1))).hasSize(4);
        // What has no key is refused there.
        assertThat(read(new TopicPartition(compacted, 0))).hasSize(2);
    }

    private Strike aim() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(
                folder.resolve("run/history-1.yaml"),
                "kafka:\n  bootstrap-servers:\n    - " + KAFKA.bootstrapServers() + "\n");
        Target target = new Target(List.of(), folder);
        return new Poison("poison").aim(target, new Random(1)).orElseThrow();
    }

    private static void append(String topic, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    topic, 0, KEY, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            return all;
        }
    }
}
