package chat.palaver.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {
    private final KafkaSettings settings = with(Map.of());

    @Test
    void producersAreDurableInOrderAndNeverWaitLong() {
        ProducerConfig config = producer(settings);

        assertThat(config.getString("acks")).isEqualTo("-1");
        assertThat(config.getBoolean("enable.idempotence")).isTrue();
        assertThat(config.getLong("linger.ms")).isZero();
        assertThat(config.getLong("max.block.ms")).isEqualTo(1_000);
        assertThat(config.getInt("delivery.timeout.ms")).isEqualTo(10_000);
        assertThat(config.getInt("request.timeout.ms")).isEqualTo(5_000);
        assertThat(config.getList("bootstrap.servers")).containsExactly("k1:9092", "k2:9092");
    }

    @Test
    void consumersNeverJumpOrCommitByThemselves() {
        ConsumerConfig config = consumer(settings.consumer());

        assertThat(config.getString("auto.offset.reset")).isEqualTo("none");
        assertThat(config.getBoolean("enable.auto.commit")).isFalse();
        assertThat(config.getBoolean("allow.auto.create.topics")).isFalse();
    }

    @Test
    void groupConsumersAreReplacedWithinSeconds() {
        ConsumerConfig config = consumer(settings.groupConsumer("sink"));

        assertThat(config.getString("group.id")).isEqualTo("test.sink");
        assertThat(config.getString("group.protocol")).isEqualToIgnoringCase("classic");
        assertThat(config.getInt("session.timeout.ms")).isEqualTo(6_000);
        assertThat(config.getInt("heartbeat.interval.ms")).isEqualTo(2_000);
    }

    @Test
    void findsNewTopicsWhereAsked() {
        Map<String, Object> finding = settings.consumerFindingTopics(Duration.ofSeconds(2));

        assertThat(consumer(finding).getLong("metadata.max.age.ms")).isEqualTo(2_000);
        assertThat(consumer(settings.consumer()).getLong("metadata.max.age.ms")).isEqualTo(300_000);
    }

    @Test
    void streamsSendAtOnceCommitOftenAndWaitForNoInput() {
        assertThat(settings.streams("fanout"))
                .containsEntry("application.id", "test.fanout")
                .containsEntry("producer.linger.ms", "0")
                .containsEntry("producer.acks", "all")
                .containsEntry("commit.interval.ms", "1000")
                .containsEntry("max.task.idle.ms", "-1")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("main.consumer.session.timeout.ms", "6000")
                .containsEntry("metadata.max.age.ms", "30000");
    }

    @Test
    void streamsNeverGiveARecordUpWhileKafkaIsAway() {
        assertThat(settings.streams("fanout"))
                .containsEntry("producer.delivery.timeout.ms", String.valueOf(Integer.MAX_VALUE))
                .containsEntry("producer.max.block.ms", "300000")
                .containsEntry("task.timeout.ms", "31536000000");
    }

    @Test
    void passesSecurityThroughToEveryClient() {
        KafkaSettings secure = with(Map.of("security.protocol", "SASL_SSL", "client.rack", "a"));

        assertThat(secure.producer()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(secure.consumer()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(secure.admin()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(secure.streams("s")).containsEntry("security.protocol", "SASL_SSL");
        new AdminClientConfig(secure.admin());
    }

    @Test
    void letsDefaultsOfItsOwnBeChanged() {
        assertThat(with(Map.of("reconnect.backoff.max.ms", "5000")).consumer())
                .containsEntry("reconnect.backoff.max.ms", "5000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acks",
                "enable.idempotence",
                "linger.ms",
                "auto.offset.reset",
                "enable.auto.commit",
                "delivery.timeout.ms",
                "max.block.ms",
                "bootstrap.servers",
                "producer.acks",
                "group.id"
            })
    void refusesToPassThroughWhatTheDesignDependsOn(String key) {
        assertThatThrownBy(() -> with(Map.of(key, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @Test
    void givesEachCallerAMapOfItsOwn() {
        settings.producer().put("acks", "0");

        assertThat(settings.producer()).containsEntry("acks", "all");
    }

    private static ProducerConfig producer(KafkaSettings settings) {
        Map<String, Object> properties = settings.producer();
        properties.put("key.serializer", ByteArraySerializer.class);
        properties.put("value.serializer", ByteArraySerializer.class);
        return new ProducerConfig(properties);
    }

    private static ConsumerConfig consumer(Map<String, Object> properties) {
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        return new ConsumerConfig(properties);
    }

    private static KafkaSettings with(Map<String, String> properties) {
        return new KafkaSettings(
                new KafkaConfig(
                        List.of("k1:9092", "k2:9092"),
                        "test.",
                        4,
                        16,
                        1,
                        Duration.ofDays(7),
                        properties));
    }
}
