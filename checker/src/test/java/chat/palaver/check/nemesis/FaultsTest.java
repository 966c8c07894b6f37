package chat.palaver.check.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
                        "kill-cassandra",
                        "moves",
                        "kill-mover");
    }

    @Test
    void theRoundsTogetherHaveEveryFaultAndEachLinkOnce() {
        List<Round> rounds = Round.all();

        assertThat(rounds).extracting(Round::number).containsExactly(1, 2, 3);
        List<String> inflicted =
                rounds.stream().flatMap(round -> round.faults().stream().map(Fault::name)).toList();
        assertThat(inflicted).containsAll(Faults.all().stream().map(Fault::name).toList());
        assertThat(inflicted.stream().filter(name -> name.contains(">"))).doesNotHaveDuplicates();
        for (Round round : rounds) {
            assertThat(round.faults())
                    .extracting(Fault::name)
                    .doesNotHaveDuplicates()
                    .contains("kill-edge", "end-kafka", "pause-fanout", "restart-fanouts");
        }
    }

    @Test
    void whatOnlyThreeBrokersSurviveIsInflictedOnThree() {
        assertThat(Round.all())
                .filteredOn(
                        round ->
                                round.faults().stream()
                                        .anyMatch(fault -> fault.name().equals("broker-gone")))
                .allMatch(round -> round.brokers() == 3)
                .isNotEmpty();
    }

    @Test
    void isFoundByName() {
        assertThat(Faults.named("none")).isEmpty();
        assertThat(Faults.named("kill-edge,poison"))
                .extracting(Fault::name)
                .containsExactly("kill-edge", "poison");
        assertThat(Faults.named("pause-*")).hasSize(10);
        assertThatThrownBy(() -> Faults.named("kill-everything"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bounce-leaders");
    }
}
