package chat.palaver.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicContradictionsTest {
    private static final TopicSpec SPEC =
            Topics.of(new TopicSettings("p.", 4, 16, 3, Duration.ofDays(7))).channelShared();

    @Test
    void findsNoneInWhatTheCatalogueMade() {
        assertThat(TopicContradictions.of(SPEC, topic(4, 3), config(Map.of()))).isEmpty();
    }

    @Test
    void letsSizesDifferAndReplicasBeMore() {
        Config config = config(Map.of("segment.ms", "5", "max.message.bytes", "9999999"));

        assertThat(TopicContradictions.of(SPEC, topic(4, 5), config)).isEmpty();
    }

    @Test
    void anotherPartitionCountSaysWhatToSet() {
        assertThat(TopicContradictions.of(SPEC, topic(8, 3), config(Map.of())))
                .singleElement()
                .asString()
                .startsWith("p.channel.shared has 8 partitions, configured are 4")
                .contains("set kafka.partitions");
    }

    @Test
    void fewerReplicasBreakWhatSentPromises() {
        assertThat(TopicContradictions.of(SPEC, topic(4, 1), config(Map.of())))
                .singleElement()
                .asString()
                .contains("has 1 replicas, configured are 3");
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy, compact",
        "cleanup.policy, 'compact,delete'",
        "retention.ms, 1000",
        "retention.ms, -1",
        "min.insync.replicas, 1",
        "message.timestamp.type, CreateTime",
        "unclean.leader.election.enable, true"
    })
    void bindingSettingsSayHowToSetThem(String key, String value) {
        assertThat(TopicContradictions.of(SPEC, topic(4, 3), config(Map.of(key, value))))
                .singleElement()
                .asString()
                .contains("has " + key + "=" + value)
                .contains("--add-config " + key + "=" + SPEC.config().get(key));
    }

    @Test
    void aSettingTheBrokerDoesNotTellIsAContradiction() {
        assertThat(TopicContradictions.of(SPEC, topic(4, 3), new Config(List.of()))).isNotEmpty();
    }

    private static TopicDescription topic(int partitions, int replicas) {
        List<Node> nodes =
                IntStream.range(0, replicas).mapToObj(i -> new Node(i, "k" + i, 9092)).toList();
        return new TopicDescription(
                SPEC.name(),
                false,
                IntStream.range(0, partitions)
                        .mapToObj(p -> new TopicPartitionInfo(p, nodes.get(0), nodes, nodes))
                        .toList());
    }

    private static Config config(Map<String, String> changes) {
        Map<String, String> values = new HashMap<>(SPEC.config());
        values.putAll(changes);
        return new Config(
                values.entrySet().stream()
                        .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                        .toList());
    }
}
