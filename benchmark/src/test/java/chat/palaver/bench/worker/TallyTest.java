package chat.palaver.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Stamp;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long EPOCH = 1_000_000_000L;
    private final Tally tally = new Tally(new RunPlan(5, EPOCH, 0, 2_000_000, 10));

    @Test
    void countsWarmUpButDoesNotTimeIt() {
        tally.delivered(new Stamp(5, 0, 1_999_999), EPOCH + 2_100_000_000L);
        tally.delivered(new Stamp(5, 1, 2_000_000), EPOCH + 2_003_000_000L);

        assertThat(tally.counts(0).deliveries()).isEqualTo(2);
        Latencies delivery = new Latencies();
        delivery.add(tally.collected(0, new Latencies()).delivery());
        assertThat(delivery.all().getTotalCount()).isEqualTo(1);
        assertThat(delivery.all().getValueAtPercentile(50)).isBetween(2_990_000L, 3_010_000L);
    }

    @Test
    void ignoresOtherRunsAndMessagesOfOthers() {
        tally.delivered(new Stamp(4, 0, 3_000_000), EPOCH);
        tally.delivered(null, EPOCH);

        assertThat(tally.answered(new Stamp(4, 0, 0), EPOCH)).isFalse();
        assertThat(tally.answered(null, EPOCH)).isFalse();
        assertThat(tally.counts(0)).isEqualTo(Counts.none());
    }

    @Test
    void countsRefusalsByTheirCode() {
        tally.refused(new Stamp(5, 0, 0), "rate_limited");
        tally.refused(null, "bad_frame");

        assertThat(tally.counts(0).refused()).isEqualTo(1);
        assertThat(tally.counts(0).errors()).containsOnlyKeys("rate_limited", "bad_frame");
    }
}
