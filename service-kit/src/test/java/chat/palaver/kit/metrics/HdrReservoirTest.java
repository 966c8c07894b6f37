package chat.palaver.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.codahale.metrics.Snapshot;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HdrReservoirTest {
    private long now = 1;
    private final HdrReservoir reservoir = new HdrReservoir(() -> now);

    @Test
    void knowsTheRareValuesASampleWouldLose() {
        for (int i = 0; i < 99_990; i++) {
            reservoir.update(1_000_000);
        }
        for (int i = 0; i < 10; i++) {
            reservoir.update(500_000_000);
        }

        Snapshot snapshot = reservoir.getSnapshot();

        assertThat(snapshot.size()).isEqualTo(100_000);
        assertThat(snapshot.getMedian()).isCloseTo(1_000_000, Percentage.withPercentage(1));
        assertThat(snapshot.getValue(0.9999)).isCloseTo(1_000_000, Percentage.withPercentage(1));
        assertThat(snapshot.getValue(0.99995)).isCloseTo(5e8, Percentage.withPercentage(1));
        assertThat((double) snapshot.getMax()).isCloseTo(5e8, Percentage.withPercentage(1));
        assertThat(snapshot.getValues()).hasSize(2);
    }

    @Test
    void forgetsAfterTheMinuteAfter() {
        reservoir.update(1_000);
        pass(59);
        assertThat(reservoir.size()).isEqualTo(1);

        pass(1);
        assertThat(reservoir.size()).isEqualTo(1);
        reservoir.update(2_000);
        assertThat(reservoir.size()).isEqualTo(2);

        pass(60);
        assertThat(reservoir.size()).isEqualTo(1);
        assertThat(reservoir.getSnapshot().getMin()).isCloseTo(2_000, within(20L));

        pass(120);
        assertThat(reservoir.size()).isZero();
        assertThat(reservoir.getSnapshot().getMean()).isZero();
    }

    @Test
    void takesWhatIsOutsideItsRangeForItsEnds() {
        reservoir.update(-1);
        reservoir.update(Long.MAX_VALUE);

        assertThat(reservoir.getSnapshot().getMin()).isZero();
        assertThat((double) reservoir.getSnapshot().getMax())
                .isCloseTo(3.6e12, Percentage.withPercentage(1));
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }
}
