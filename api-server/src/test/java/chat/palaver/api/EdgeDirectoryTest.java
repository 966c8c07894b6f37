package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.EdgeLease;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EdgeDirectoryTest {
    private static final long NOW = 1_000_000;
    private final EdgeDirectory edges =
            new EdgeDirectory(
                    new MockConsumer<>("earliest"),
                    Topics.of(TopicSettings.development("")).edges(),
                    Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

    @Test
    void putsTheLeastLoadedOfTheRegionFirst() {
        lease("a", "north", 0.1, NOW, false);
        lease("b", "south", 0.9, NOW, false);
        lease("c", "south", 0.5, NOW, false);

        assertThat(urls("south")).containsExactly("ws://c", "ws://b", "ws://a");
        assertThat(urls(null)).containsExactly("ws://a", "ws://c", "ws://b");
    }

    @Test
    void leavesOutExpiredLeasesDrainingEdgesAndThoseThatLeft() {
        lease("expired", "north", 0, NOW - 5_000, false);
        lease("draining", "north", 0, NOW, true);
        lease("left", "north", 0, NOW, false);
        take("left", null, NOW);
        lease("alive", "north", 0, NOW - 4_999, false);

        assertThat(urls(null)).containsExactly("ws://alive");
    }

    private List<String> urls(String region) {
        return edges.list(region).path("edges").findValuesAsText("url");
    }

    private void lease(String edge, String region, double load, long time, boolean draining) {
        EdgeLease lease =
                EdgeLease.newBuilder()
                        .setEdge(edge)
                        .setUrl("ws://" + edge)
                        .setRegion(region)
                        .setLoad(load)
                        .setLeaseMillis(5_000)
                        .setDraining(draining)
                        .build();
        take(edge, lease.toByteArray(), time);
    }

    private void take(String edge, byte[] value, long time) {
        edges.take(
                new ConsumerRecord<>(
                        "edges",
                        0,
                        0,
                        time,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        edge,
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
    }
}
