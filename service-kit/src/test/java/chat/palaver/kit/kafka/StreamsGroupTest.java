package chat.palaver.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamsGroupTest {
    private static final String SESSION = "main.consumer.session.timeout.ms";
    private static final String HEARTBEAT = "main.consumer.heartbeat.interval.ms";

    private final KafkaSettings settings =
            new KafkaSettings(
                    new KafkaConfig(
                            List.of("k1:9092"), "test.", 4, 16, 1, Duration.ofDays(7), Map.of()));

    @Test
    void keepsTheTimesOfAClassicGroupWithTheClient() {
        StreamsGroup group =
                new StreamsGroup("fanout", GroupProtocol.CLASSIC, Duration.ofSeconds(8));

        assertThat(group.properties(settings))
                .containsEntry("application.id", "test.fanout")
                .containsEntry("group.protocol", "classic")
                .containsEntry(SESSION, "8000")
                .containsEntry(HEARTBEAT, "2000");
    }

    @Test
    void leavesTheTimesOfAStreamsGroupToTheBroker() {
        StreamsGroup group =
                new StreamsGroup("fanout", GroupProtocol.STREAMS, Duration.ofSeconds(8));

        assertThat(group.properties(settings))
                .containsEntry("application.id", "test.fanout")
                .containsEntry("group.protocol", "streams")
                .doesNotContainKeys(SESSION, HEARTBEAT);
    }
}
