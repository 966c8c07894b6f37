package chat.palaver.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.metrics.Metrics;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Interest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Streams starts a task anew on the same object after a lost batch, and tells nobody. */
class FanoutProcessorTest {
    private final Topics topics = Topics.of(TopicSettings.development(""));
    private final String edge = Ids.newEdge();
    private final MockProcessorContext<byte[], Outgoing> context = new MockProcessorContext<>();
    private final Metrics metrics = new Metrics();
    private final FanoutProcessor processor =
            new FanoutProcessor(
                    DeliverySource.DELIVERY_SOURCE_CHANNELS,
                    FanoutTopology.CHANNELS,
                    topics,
                    (start, heard) -> false,
                    new FanoutMetrics(metrics),
                    Clock.systemUTC());

    @Test
    void knowsNobodyAndSaysSoWhenItIsInitialisedAgain() {
        processor.init(context);
        process(edge, interest("c_x"));
        process("c_x", new byte[] {1});
        List<Delivery> before = sent();

        context.resetForwards();
        processor.init(context);
        process("c_x", new byte[] {2});
        process(edge, interest("c_x"));
        process("c_x", new byte[] {3});
        List<Delivery> after = sent();

        assertThat(before).hasSize(2);
        assertThat(after).hasSize(2);
        assertThat(after.get(0).hasStarted()).isTrue();
        assertThat(after.get(1).getRouted().getValue().byteAt(0)).isEqualTo((byte) 3);
        assertThat(after.get(1).getNumber()).isEqualTo(1);
        assertThat(after.get(0).getTaskIncarnation())
                .isEqualTo(after.get(1).getTaskIncarnation())
                .isNotEqualTo(before.get(0).getTaskIncarnation())
                .isPositive();
    }

    @Test
    void leavesNoScheduleOfAFormerInitBehind() {
        processor.init(context);
        processor.init(context);
        processor.close();

        assertThat(context.scheduledPunctuators())
                .hasSize(4)
                .allMatch(CapturedPunctuator::cancelled);
    }

    /** The edges count their hop from the time of writing, so that nothing lies between. */
    @Test
    void showsTheAgeAtWhichARecordThatSomebodyWantsIsRouted() {
        processor.init(context);
        process(edge, interest("c_x"));
        process("c_x", new byte[] {1});
        process("c_nobody", new byte[] {2});

        assertThat(new String(metrics.exposition(null), StandardCharsets.UTF_8))
                .contains("palaver_fanout_hop_seconds_count{hop=\"fanned_out\"} 1");
    }

    private void process(String key, byte[] value) {
        context.setRecordMetadata(topics.channelShared().name(), 0, 0);
        processor.process(new Record<>(key.getBytes(StandardCharsets.UTF_8), value, 0));
    }

    private byte[] interest(String key) {
        return Interest.newBuilder()
                .setEdge(edge)
                .setIncarnation(1)
                .setSlot(3)
                .addKeys(key)
                .setOn(true)
                .build()
                .toByteArray();
    }

    private List<Delivery> sent() {
        return context.forwarded().stream()
                .map(forward -> delivery(forward.record().value().value()))
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
