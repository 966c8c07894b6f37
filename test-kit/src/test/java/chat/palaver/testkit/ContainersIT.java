package chat.palaver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Testcontainers;

/** Skipped, and seen to be, where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
final class ContainersIT {
    @Test
    void kafkaTakesARecord() throws Exception {
        try (Server kafka = ContainerServer.kafka();
                var producer =
                        new KafkaProducer<>(
                                Map.<String, Object>of("bootstrap.servers", kafka.address()),
                                new ByteArraySerializer(),
                                new ByteArraySerializer())) {
            byte[] value = "hello".getBytes(StandardCharsets.UTF_8);
            var written =
                    producer.send(new ProducerRecord<>("round-trip", value))
                            .get(60, TimeUnit.SECONDS);
            assertThat(written.offset()).isZero();
        }
    }

    @Test
    void scyllaAnswersCql() {
        try (Server scylla = ContainerServer.scylla()) {
            // Starting waits for the answer to CQL's first request.
            assertThat(scylla.address()).matches(".+:\\d+");
        }
    }
}
