package chat.palaver.presence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.metrics.Metrics;
import chat.palaver.presence.board.Beats;
import chat.palaver.presence.board.PresenceRules;
import chat.palaver.schemas.proto.Delivery;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class PresenceProcessorTest {
    private static final Beats EDGE = new Beats("e_x", 7, 3);

    private final MockProcessorContext<byte[], Outgoing> context = new MockProcessorContext<>();
    private final PresenceProcessor processor =
            new PresenceProcessor(PresenceRules.standard(), 16, new PresenceMetrics(new Metrics()));

    @Test
    void initialisedAgainOnTheSameObjectIsANewStartThatKnowsNoWatch() throws Exception {
        KeyValueStore<String, byte[]> store =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(PresenceTopology.KNOWN),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build();
        context.setCurrentSystemTimeMs(1_000);
        store.init(context.getStateStoreContext(), store);
        processor.init(context);
        process(EDGE.watch("u_a").toByteArray());
        List<Delivery> before = deliveries();

        context.resetForwards();
        processor.init(context);
        process(EDGE.session(Beats.active("u_a", "d", "s")).toByteArray());
        process(EDGE.watch("u_a").toByteArray());

        List<Delivery> after = deliveries();
        assertThat(after).extracting(Delivery::getNumber).containsExactly(0L, 1L);
        assertThat(after.get(0).hasStarted()).isTrue();
        assertThat(after.get(0).getTaskIncarnation())
                .isNotEqualTo(before.get(0).getTaskIncarnation());
    }

    private void process(byte[] value) {
        processor.process(new Record<>(null, value, 1_000));
    }

    private List<Delivery> deliveries() throws InvalidProtocolBufferException {
        List<Delivery> all = new ArrayList<>();
        for (var forward : context.forwarded(PresenceTopology.DELIVERIES)) {
            all.add(Delivery.parseFrom(forward.record().value().value()));
        }
        return all;
    }
}
