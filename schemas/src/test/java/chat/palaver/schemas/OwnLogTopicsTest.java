package chat.palaver.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnLogTopicsTest {
    private final Topics topics = Topics.of(TopicSettings.development("test."));
    private final LogPlace first = new LogPlace(Ids.newChannel(), 1);

    @Test
    void anOwnLogHasOnePartitionTheBrokersTimeAndTheRecordsForEver() {
        TopicSpec spec = topics.ownLog(first, Duration.ZERO);

        assertThat(spec.name()).isEqualTo("test.channel.own." + first.channel());
        assertThat(spec.partitions()).isEqualTo(1);
        assertThat(spec.config())
                .containsEntry("retention.ms", "-1")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .doesNotContainKey("segment.ms");
    }

    @Test
    void segmentsCloseWellWithinTheRetention() {
        assertThat(topics.ownLog(first, Duration.ofHours(8)).config())
                .containsEntry("retention.ms", "28800000")
                .containsEntry("segment.ms", "3600000");
        assertThat(topics.ownLog(first, Duration.ofDays(365)).config())
                .containsEntry("segment.ms", "604800000");
    }

    @Test
    void aPlaceIsFoundByTheNameOfItsTopic() {
        LogPlace third = first.next().next();

        assertThat(topics.ownPlace(topics.logOf(first))).contains(first);
        assertThat(topics.ownPlace(topics.logOf(third))).contains(third);
        assertThat(topics.logOf(first)).isNotEqualTo(topics.logOf(third));
        assertThat(topics.logPartitionOf(third)).isZero();
    }

    @Test
    void theSharedLogHasTheEvenEpochsAndIsNobodysOwn() {
        LogPlace shared = first.next();

        assertThat(topics.logOf(shared)).isEqualTo(topics.channelShared().name());
        assertThat(topics.logPartitionOf(shared)).isEqualTo(topics.partitionOf(first.channel()));
        topics.all().forEach(topic -> assertThat(topics.ownPlace(topic.name())).isEmpty());
    }

    @Test
    void anotherInstallationsOwnLogIsNotOurs() {
        Topics others = Topics.of(TopicSettings.development("test.more."));

        assertThat(topics.ownPlace(others.logOf(first))).isEmpty();
        assertThat(Topics.of(TopicSettings.development("")).ownPlace(topics.logOf(first)))
                .isEmpty();
    }
}
