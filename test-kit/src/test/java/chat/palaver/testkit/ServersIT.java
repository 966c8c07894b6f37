package chat.palaver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.process.EmbeddedCassandra;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ServersIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    @Test
    void whatIsProducedIsConsumed() throws Exception {
        String topic = KAFKA.topicPrefix() + "round-trip";
        try (Admin admin = KAFKA.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        Map<String, Object> settings =
                Map.of("bootstrap.servers", KAFKA.bootstrapServers(), "auto.offset.reset", "none");
        byte[] sent = "hello".getBytes(StandardCharsets.UTF_8);
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", KAFKA.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, sent)).get(30, TimeUnit.SECONDS);
        }

        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            assertThat(consumer.poll(Duration.ofSeconds(30)))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo(sent));
        }
    }

    @Test
    void theCqlPortAnswers() {
        assertThat(EmbeddedCassandra.isReady(CQL.address().getPort())).isTrue();
    }
}
