package chat.palaver.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.bench.worker.Chains.Step;
import org.junit.jupiter.api.Test;

class ChainsTest {
    private final Chains chains = new Chains();

    @Test
    void followsEachChannelFromWhereItHadCaughtUp() {
        chains.caughtUp(1, "c_1", 10);
        chains.caughtUp(2, "c_2", 0);

        assertThat(chains.record(1, 12, 10)).isEqualTo(Step.NEXT);
        assertThat(chains.record(2, 5, 0)).isEqualTo(Step.NEXT);
        assertThat(chains.record(1, 13, 12)).isEqualTo(Step.NEXT);
        assertThat(chains.resume()).isEqualTo("{\"c_1\":\"13\",\"c_2\":\"5\"}");
    }

    @Test
    void tellsADoubleFromALateOneAndAGap() {
        chains.caughtUp(1, "c_1", 10);

        assertThat(chains.record(1, 12, 11)).isEqualTo(Step.GAP);
        assertThat(chains.record(1, 12, 11)).isEqualTo(Step.DOUBLED);
        assertThat(chains.record(1, 11, 10)).isEqualTo(Step.DISORDERED);
        assertThat(chains.record(1, 13, 12)).isEqualTo(Step.NEXT);
    }

    @Test
    void judgesNothingBeforeAChannelHasCaughtUp() {
        assertThat(chains.record(3, 9, 8)).isEqualTo(Step.NEXT);
        assertThat(chains.resume()).isEqualTo("{}");
    }
}
