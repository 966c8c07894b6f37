package chat.palaver.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.metrics.Metrics;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.ReadSignal;
import chat.palaver.schemas.proto.Signal;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FanoutTopologyTest {
    private static final int SLOT = 3;

    private final Topics topics = Topics.of(TopicSettings.development("t."));
    private final AtomicBoolean gone = new AtomicBoolean();
    private final String edge = Ids.newEdge();
    private final String channel = Ids.newChannel();
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> log;
    private TestInputTopic<byte[], byte[]> signals;
    private TestOutputTopic<byte[], byte[]> deliveries;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        FanoutTopology topology =
                new FanoutTopology(
                        topics,
                        (start, heard) -> gone.get(),
                        new FanoutMetrics(new Metrics()),
                        Clock.systemUTC());
        Properties properties = new Properties();
        properties.put("application.id", "t");
        properties.put("bootstrap.servers", "none:1");
        driver = new TopologyTestDriver(topology.build(), properties);
        ByteArraySerializer bytes = new ByteArraySerializer();
        log = driver.createInputTopic(topics.channelShared().name(), bytes, bytes);
        signals = driver.createInputTopic(topics.signals().name(), bytes, bytes);
        deliveries =
                driver.createOutputTopic(
                        topics.deliveries().name(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        deadLetters =
                driver.createOutputTopic(
                        topics.deadLetter(topics.channelShared()).name(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void saysItsStartBeforeAnythingElse() {
        interest(true);
        say("a");
        List<Delivery> all = read();
        assertThat(all.get(0).hasStarted()).isTrue();
        assertThat(all.get(0).getEdge()).isEmpty();
        assertThat(all.stream().filter(Delivery::hasRouted)).hasSize(1);
    }

    @Test
    void saysItsStartWithoutARecord() {
        driver.advanceWallClockTime(Duration.ofMillis(2));
        assertThat(read()).isNotEmpty().allMatch(Delivery::hasStarted);
    }

    @Test
    void routesWhatComesBehindTheInterestAndNumbersIt() {
        say("before");
        interest(true);
        say("a");
        say("b");
        List<Delivery> routed = read().stream().filter(Delivery::hasRouted).toList();
        assertThat(routed).extracting(Delivery::getNumber).containsExactly(1L, 2L);
        assertThat(routed)
                .extracting(d -> d.getRouted().getValue().toString(StandardCharsets.UTF_8))
                .containsExactly("a", "b");
        assertThat(routed).extracting(d -> d.getRouted().getOffset()).containsExactly(2L, 3L);
        assertThat(routed)
                .allMatch(d -> d.getEdge().equals(edge) && d.getRouted().getKey().equals(channel));
    }

    @Test
    void stopsAtOff() {
        interest(true);
        interest(false);
        say("a");
        assertThat(read()).noneMatch(Delivery::hasRouted);
    }

    @Test
    void signalsCarryNoNumber() {
        interest(true);
        Signal read =
                Signal.newBuilder()
                        .setChannelId(channel)
                        .setRead(ReadSignal.newBuilder().setPosition(7))
                        .build();
        signals.pipeInput(channel.getBytes(StandardCharsets.UTF_8), read.toByteArray());
        List<Delivery> told = read().stream().filter(Delivery::hasSignal).toList();
        assertThat(told).extracting(Delivery::getNumber).containsExactly(0L);
    }

    @Test
    void putsInterestThatCannotBeReadAsideAndGoesOn() {
        say("before");
        log.pipeInput(edge.getBytes(StandardCharsets.UTF_8), new byte[] {7, 7});
        interest(true);
        say("a");

        assertThat(read()).filteredOn(Delivery::hasRouted).hasSize(1);
        TestRecord<byte[], byte[]> aside = deadLetters.readRecord();
        assertThat(aside.key()).isEqualTo(edge.getBytes(StandardCharsets.UTF_8));
        assertThat(aside.value()).containsExactly(7, 7);
        assertThat(header(aside, "source-topic")).isEqualTo(topics.channelShared().name());
        assertThat(header(aside, "source-offset")).isEqualTo("1");
        assertThat(header(aside, "reason")).isNotEmpty();
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void putsInterestInASlotThatDoesNotExistAside() {
        byte[] impossible =
                Interest.newBuilder()
                        .setEdge(edge)
                        .setSlot(topics.deliveries().partitions())
                        .addKeys(channel)
                        .setOn(true)
                        .build()
                        .toByteArray();
        log.pipeInput(edge.getBytes(StandardCharsets.UTF_8), impossible);

        assertThat(header(deadLetters.readRecord(), "reason")).contains("slot");
    }

    /** The history sink reads these too, and puts them aside once. */
    @Test
    void leavesRecordsWithoutKeyOrValueToTheSink() {
        log.pipeInput(null, new byte[] {1});
        log.pipeInput(channel.getBytes(StandardCharsets.UTF_8), (byte[]) null);
        interest(true);
        say("a");

        assertThat(read()).filteredOn(Delivery::hasRouted).hasSize(1);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void tellsADeadEdgeThatItIsForgotten() {
        interest(true);
        gone.set(true);
        driver.advanceWallClockTime(Duration.ofSeconds(11));
        say("a");
        List<Delivery> all = read();
        assertThat(all.stream().filter(Delivery::hasForgotten)).hasSize(1);
        assertThat(all).noneMatch(Delivery::hasRouted);
    }

    private void interest(boolean on) {
        Interest interest =
                Interest.newBuilder()
                        .setEdge(edge)
                        .setIncarnation(1)
                        .setSlot(SLOT)
                        .addKeys(channel)
                        .setOn(on)
                        .build();
        log.pipeInput(edge.getBytes(StandardCharsets.UTF_8), interest.toByteArray());
    }

    private void say(String value) {
        log.pipeInput(
                channel.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    private List<Delivery> read() {
        return deliveries.readValuesToList().stream()
                .map(
                        bytes -> {
                            try {
                                return Delivery.parseFrom(bytes);
                            } catch (InvalidProtocolBufferException e) {
                                throw new AssertionError(e);
                            }
                        })
                .toList();
    }

    @Test
    void isDescribedAsInTheGoldenFile() throws IOException {
        FanoutTopology topology =
                new FanoutTopology(
                        topics,
                        (start, heard) -> false,
                        new FanoutMetrics(new Metrics()),
                        Clock.systemUTC());
        try (InputStream golden = getClass().getResourceAsStream("/topology.txt")) {
            assertThat(topology.build().describe().toString().strip())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }
}
