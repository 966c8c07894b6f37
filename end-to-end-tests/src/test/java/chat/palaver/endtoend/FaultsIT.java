package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts are killed while people talk: nothing is lost, nothing comes twice, and all comes back. */
@Order(Sequence.FAULTS)
final class FaultsIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "edge-1",
                "edge-2",
                "fanout-1",
                "fanout-2",
                "presence-1",
                "history-1",
                "kafka-1"
            })
    void theTalkGoesOnWhenAPartIsKilled(String part) throws Exception {
        RunningSystem system = PALAVER.system();
        Chatter chatter = Chatter.begin(PALAVER);
        long before = system.pid(part);

        system.kill(part);
        if (!part.startsWith("kafka")) {
            chatter.hearMore(50);
        }
        system.restart(part);
        chatter.hearMore(50);

        chatter.endsWell();
        assertThat(system.pid(part)).isNotEqualTo(before);
    }
}
