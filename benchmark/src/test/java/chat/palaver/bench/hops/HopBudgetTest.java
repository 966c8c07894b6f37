package chat.palaver.bench.hops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HopBudgetTest {
    private static final String EDGE =
            """
            # HELP palaver_edge_hop_seconds Hops.
            # TYPE palaver_edge_hop_seconds histogram
            palaver_edge_hop_seconds_bucket{hop="queue",le="0.001"} 5
            palaver_edge_hop_seconds_bucket{hop="queue",le="0.002"} 9
            palaver_edge_hop_seconds_bucket{hop="queue",le="+Inf"} 10
            palaver_edge_hop_seconds_count{hop="queue"} 10
            palaver_edge_hop_seconds_sum{hop="queue"} 0.012
            palaver_edge_hop_seconds_bucket{hop="newer than this",le="+Inf"} 10
            palaver_edge_record_age_seconds_bucket{le="+Inf"} 10
            """;

    @Test
    void readsTheHopsOfAPageAndNothingElse() {
        Map<Hop, HopHistogram> hops = HopPage.read(EDGE);

        assertThat(hops).containsOnlyKeys(Hop.QUEUE);
        HopHistogram queue = hops.get(Hop.QUEUE);
        assertThat(queue.count()).isEqualTo(10);
        assertThat(queue.mean()).isCloseTo(0.0012, within(1e-9));
        assertThat(queue.quantile(0.5)).isCloseTo(0.001, within(1e-9));
        assertThat(queue.quantile(0.7)).isCloseTo(0.0015, within(1e-9));
    }

    @Test
    void saysTheLastBoundForWhatIsBeyondAllAndZeroForNothing() {
        HopHistogram queue = HopPage.read(EDGE).get(Hop.QUEUE);

        assertThat(queue.quantile(0.99)).isCloseTo(0.002, within(1e-9));
        assertThat(HopHistogram.empty().quantile(0.99)).isZero();
        assertThat(HopHistogram.empty().mean()).isZero();
    }

    @Test
    void addsProcessesAndTakesAwayWhatWasBefore() {
        HopBudget one = new HopBudget(HopPage.read(EDGE));

        HopBudget run = one.plus(one).since(one);

        assertThat(run.of(Hop.QUEUE)).isEqualTo(one.of(Hop.QUEUE));
        assertThat(one.since(one).of(Hop.QUEUE).count()).isZero();
        assertThat(one.since(one.plus(one)).of(Hop.QUEUE)).isEqualTo(one.of(Hop.QUEUE));
    }

    @Test
    void addsTheHopsOnTheWayUpToTheWhole() {
        HopBudget budget =
                new HopBudget(
                        Map.of(
                                Hop.QUEUE, took(0.001),
                                Hop.LOGGED, took(0.002),
                                Hop.FANNED_OUT, took(0.003),
                                Hop.SLOT_READ, took(0.001),
                                Hop.LOOP_WAIT, took(0.0005),
                                Hop.WRITE, took(0.0005),
                                Hop.APPEND, took(0.5),
                                Hop.SENT, took(0.01)));

        assertThat(budget.sumOfMeans()).isCloseTo(0.008, within(1e-9));
        assertThat(budget.lines())
                .hasSize(Hop.values().length + 3)
                .anyMatch(line -> line.startsWith("of the whole") && line.endsWith("80 %"));
    }

    @Test
    void weighsTheTwoWaysByTheirReads() {
        HopBudget budget =
                new HopBudget(
                        Map.of(
                                Hop.FANNED_OUT, took(0.004),
                                Hop.SLOT_READ, took(0.004),
                                Hop.OWN_READ, took(0.002)));

        assertThat(budget.sumOfMeans()).isCloseTo(0.005, within(1e-9));
        assertThat(budget.lines()).anyMatch(line -> line.startsWith("of the whole"));
    }

    private static HopHistogram took(double seconds) {
        return HopPage.read(
                        ("palaver_edge_hop_seconds_bucket{hop=\"queue\",le=\"+Inf\"} 4\n"
                                + "palaver_edge_hop_seconds_sum{hop=\"queue\"} "
                                + 4 * seconds))
                .get(Hop.QUEUE);
    }
}
