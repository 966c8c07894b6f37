package chat.palaver.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long MILLI = 1_000_000;

    @Test
    void addsUpWhatSeveralProcessesHaveSeen() {
        Latencies one = new Latencies();
        Latencies other = new Latencies();
        for (int i = 1; i <= 100; i++) {
            (i % 2 == 0 ? one : other).record(0, i * MILLI);
        }

        Latencies both = new Latencies();
        both.add(one.encoded());
        both.add(other.encoded());

        assertThat(both.all().getTotalCount()).isEqualTo(100);
        assertThat(both.all().getValueAtPercentile(50) / 1e6).isCloseTo(50, within(0.1));
        assertThat(both.all().getValueAtPercentile(99) / 1e6).isCloseTo(99, within(0.1));
    }

    @Test
    void tellsTheSecondsApartByWhenAMessageWasDue() {
        Latencies latencies = new Latencies();
        latencies.record(999_999, 10 * MILLI);
        latencies.record(1_000_000, 20 * MILLI);
        latencies.record(3_500_000, 30 * MILLI);

        Latencies copy = new Latencies();
        copy.add(latencies.encoded());

        assertThat(copy.secondsSeen()).isEqualTo(4);
        assertThat(copy.countOfSecond(0)).isEqualTo(1);
        assertThat(copy.ofSecond(1, 50) / 1e6).isCloseTo(20, within(0.5));
        assertThat(copy.ofSecond(2, 50)).isNaN();
        assertThat(copy.countOfSecond(9)).isZero();
    }

    @Test
    void countsWhatIsOutOfRangeAsTheNearestValue() {
        Latencies latencies = new Latencies();
        latencies.record(0, -5);
        latencies.record(0, Long.MAX_VALUE);
        latencies.record(Latencies.MOST_SECONDS * 1_000_000L, MILLI);

        assertThat(latencies.all().getTotalCount()).isEqualTo(3);
        assertThat(latencies.secondsSeen()).isEqualTo(1);
    }
}
