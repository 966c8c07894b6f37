package chat.palaver.presence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.metrics.Metrics;
import chat.palaver.presence.board.Beats;
import chat.palaver.presence.board.PresenceRules;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.PresenceState;
import chat.palaver.schemas.proto.PresenceStatus;
import chat.palaver.schemas.proto.SessionAlive;
import chat.palaver.schemas.proto.SessionEnd;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PresenceTopologyTest {
    private static final Topics TOPICS = Topics.of(TopicSettings.development(""));
    private static final Instant START = Instant.ofEpochMilli(1_000_000);
    private static final SessionAlive PHONE = Beats.active("u_a", "d_phone", "s1");
    private static final Beats EDGE = new Beats("e_x", 7, 3);

    private final Metrics metrics = new Metrics();
    private final TopologyTestDriver driver =
            new TopologyTestDriver(topology(metrics).build(), new Properties(), START);
    private final TestInputTopic<byte[], byte[]> heartbeats =
            driver.createInputTopic(
                    "heartbeats", new ByteArraySerializer(), new ByteArraySerializer());

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void isDescribedAsInTheGoldenFile() throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("/topology.txt")) {
            assertThat(topology(new Metrics()).build().describe().toString().strip())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    @Test
    void saysStartedBeforeAnythingElseAndNumbersFromOne() {
        pipe(EDGE.watch("u_a"), 0);
        pipe(EDGE.session(PHONE), 1_000);

        List<Delivery> said = deliveries();
        assertThat(said).hasSize(3);
        assertThat(said.get(0).hasStarted()).isTrue();
        assertThat(said.get(0).getNumber()).isZero();
        assertThat(said)
                .extracting(Delivery::getTaskIncarnation)
                .containsOnly(said.get(0).getTaskIncarnation());
        assertThat(said.subList(1, 3)).extracting(Delivery::getNumber).containsExactly(1L, 2L);
        assertThat(said.subList(1, 3))
                .extracting(delivery -> delivery.getPresence().getStatus())
                .containsExactly(
                        PresenceStatus.PRESENCE_STATUS_OFFLINE,
                        PresenceStatus.PRESENCE_STATUS_ONLINE);
    }

    @Test
    void saysStartedWithoutAnyRecord() {
        driver.advanceWallClockTime(Duration.ofMillis(5));

        assertThat(deliveries()).singleElement().matches(Delivery::hasStarted);
    }

    @Test
    void writesTransitionsByUser() throws InvalidProtocolBufferException {
        pipe(EDGE.session(PHONE), 0);
        pipe(EDGE.list(PHONE), 5_000);
        pipe(EDGE.ended(PHONE, SessionEnd.SESSION_END_LOGOUT), 6_000);

        List<TestRecord<byte[], byte[]>> states = output("presence").readRecordsToList();
        assertThat(states).hasSize(2);
        assertThat(states.get(1).key()).isEqualTo("u_a".getBytes(StandardCharsets.UTF_8));
        PresenceState last = PresenceState.parseFrom(states.get(1).value());
        assertThat(last.getStatus()).isEqualTo(PresenceStatus.PRESENCE_STATUS_OFFLINE);
        assertThat(last.getLastSeen()).isEqualTo(START.toEpochMilli() + 6_000);
    }

    @Test
    void itsOwnTicksMoveTimeWhenNoEdgeIsLeft() {
        pipe(EDGE.session(PHONE), 0);
        for (int i = 0; i < 22; i++) {
            driver.advanceWallClockTime(PresenceTopology.TICK);
        }
        assertThat(output("presence").readRecordsToList()).hasSize(1);

        driver.advanceWallClockTime(PresenceTopology.TICK);
        assertThat(output("presence").readRecordsToList())
                .singleElement()
                .matches(last -> last.timestamp() == START.toEpochMilli() + 46_000);
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersWithTheReason() {
        heartbeats.pipeInput("e_x".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3}, START);
        pipe(new Beats("e_x", 7, 99).session(PHONE), 0);
        pipe(EDGE.session(PHONE), 1_000);

        assertThat(output("heartbeats.dead-letter").readRecordsToList())
                .extracting(
                        dead ->
                                new String(
                                        dead.headers().lastHeader("reason").value(),
                                        StandardCharsets.UTF_8))
                .containsExactly("not a heartbeat", "no such slot");
        assertThat(output("presence").readRecordsToList()).hasSize(1);
    }

    @Test
    void aDeadLetterIsNeverLargerThanATopicTakes() {
        byte[] key = "k".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        heartbeats.pipeInput(key, new byte[] {1, 2, 3}, START);

        assertThat(output("heartbeats.dead-letter").readRecordsToList())
                .singleElement()
                .satisfies(
                        dead -> {
                            assertThat(dead.key()).hasSize(1_000).startsWith((byte) 'k');
                            assertThat(dead.value()).isEmpty();
                        });
    }

    @Test
    void putsStartedIntoEverySlotAndTheRestWhereItBelongs() {
        var partitioner = Outgoing.partitioner();
        byte[] value = new byte[0];

        assertThat(partitioner.partitions("t", null, Outgoing.toEveryPartition(value), 3))
                .hasValueSatisfying(all -> assertThat(all).containsExactlyInAnyOrder(0, 1, 2));
        assertThat(partitioner.partitions("t", null, new Outgoing(2, value), 3))
                .hasValueSatisfying(one -> assertThat(one).containsExactly(2));
    }

    private static PresenceTopology topology(Metrics metrics) {
        return new PresenceTopology(TOPICS, PresenceRules.standard(), new PresenceMetrics(metrics));
    }

    private void pipe(Heartbeat beat, long afterStart) {
        heartbeats.pipeInput(
                beat.getEdge().getBytes(StandardCharsets.UTF_8),
                beat.toByteArray(),
                START.plusMillis(afterStart));
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(
                topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private List<Delivery> deliveries() {
        return output("deliveries").readValuesToList().stream()
                .map(PresenceTopologyTest::delivery)
                .toList();
    }

    private static Delivery delivery(byte[] value) {
        try {
            return Delivery.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
