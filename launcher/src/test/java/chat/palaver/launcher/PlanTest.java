package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanTest {
    private static final Plan LARGEST = new Plan(8080, 16, 8, 3, true);

    @Test
    void everyPartHasPortsOfItsOwn() {
        int uses =
                LARGEST.parts().stream().mapToInt(part -> part.kind() == Kind.FANOUT ? 1 : 2).sum();
        // Presence and the sink have an admin port only.
        assertThat(LARGEST.ports()).hasSize(uses - 2);
    }

    @Test
    void theRestLiesFromTwentyAboveTheBase() {
        assertThat(LARGEST.apiPort()).isEqualTo(8080);
        assertThat(LARGEST.edgePort(1)).isEqualTo(8081);
        assertThat(LARGEST.edgePort(16)).isEqualTo(8096);
        assertThat(LARGEST.ports())
                .allSatisfy(
                        (port, use) ->
                                assertThat(
                                                use.contains("HTTP")
                                                        || use.contains("WebSocket")
                                                        || port >= 8100)
                                        .as(use)
                                        .isTrue());
    }

    @Test
    void partsAreCalledAsTheProtocolSays() {
        assertThat(new Plan(8080, 1, 2, 1, true).parts())
                .extracting(Part::name)
                .containsExactly(
                        "kafka-1",
                        "cassandra",
                        "history-1",
                        "fanout-1",
                        "fanout-2",
                        "presence-1",
                        "edge-1",
                        "api");
    }

    @Test
    void onlyKafkaAndCassandraAreProcessesUnlessSeparate() {
        assertThat(new Plan(8080, 2, 1, 3, false).processes())
                .extracting(Part::name)
                .containsExactly("kafka-1", "kafka-2", "kafka-3", "cassandra");
    }

    @Test
    void aProxyNeedsPartsToStandBetween() {
        assertThatThrownBy(() -> new Plan(8080, 2, 1, 1, false, true, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--through-proxies");
    }

    @ParameterizedTest
    @CsvSource({
        "1023, 2, 1, 1, --port-base",
        "65500, 2, 1, 1, --port-base",
        "8080, 0, 1, 1, --edges",
        "8080, 17, 1, 1, --edges",
        "8080, 2, 0, 1, --fanouts",
        "8080, 2, 9, 1, --fanouts",
        "8080, 2, 1, 2, --brokers"
    })
    void refusesWhatCannotBe(int base, int edges, int fanouts, int brokers, String option) {
        assertThatThrownBy(() -> new Plan(base, edges, fanouts, brokers, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option);
    }

    @Test
    void isReadBackAsItWasStored() {
        List.of(
                        LARGEST,
                        new Plan(9000, 1, 1, 1, false),
                        new Plan(9000, 2, 2, 1, true, true, false),
                        new Plan(9000, 2, 2, 1, true, false, true),
                        new Plan(9000, 2, 2, 1, true, false, true, new Plan.OwnLogs(0, 2, 1)))
                .forEach(plan -> assertThat(Plan.of(plan.toProperties())).isEqualTo(plan));
    }

    @Test
    void dataOfBeforeHasTheUsualOwnLogs() {
        Properties before = LARGEST.toProperties();
        before.remove("own-logs");
        before.remove("own-logs-from");
        before.remove("own-logs-rest");

        assertThat(Plan.of(before)).isEqualTo(LARGEST);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 500, 10, --own-logs",
        "100001, 500, 10, --own-logs",
        "100, 1, 10, --own-logs-from",
        "100, 500, 0, --own-logs-rest",
        "100, 500, 86401, --own-logs-rest"
    })
    void refusesOwnLogsThatCannotBe(int budget, int from, int rest, String option) {
        assertThatThrownBy(() -> new Plan.OwnLogs(budget, from, rest))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option);
    }
}
