package chat.palaver.check.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class FaultsTest {
    @Test
    void everyFaultHasANameOfItsOwn() {
        assertThat(Faults.all()).extracting(Fault::name).doesNotHaveDuplicates();
        assertThat(Faults.brief()).extracting(Fault::name).doesNotHaveDuplicates();
    }

    @Test
    void whatIsBriefIsAlsoAmongAll() {
        assertThat(Faults.all())
                .extracting(Fault::name)
                .containsAll(Faults.brief().stream().map(Fault::name).toList());
    }

    @Test
    void theBriefListKillsEveryKindOfProcess() {
        assertThat(Faults.brief())
                .extracting(Fault::name)
                .contains(
                        "kill-edge",
                        "kill-fanout",
                        "kill-presence",
                        "kill-history",
                        "kill-api",
                        "kill-kafka",
                        "kill-cassandra");
    }

    @Test
    void isFoundByName() {
        assertThat(Faults.named("none")).isEmpty();
        assertThat(Faults.named("kill-edge,poison"))
                .extracting(Fault::name)
                .containsExactly("kill-edge", "poison");
        assertThat(Faults.named("pause-*")).hasSize(7);
        assertThatThrownBy(() -> Faults.named("kill-everything"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bounce-leaders");
    }
}
