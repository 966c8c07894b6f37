package chat.palaver.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void isSharedByProcessesWithoutAGapOrADouble() {
        int[] all =
                IntStream.range(0, 3)
                        .mapToObj(share -> new Schedule(100, 10, share, 3))
                        .flatMapToInt(each -> IntStream.range(0, each.own()).map(each::sequence))
                        .sorted()
                        .toArray();

        assertThat(all).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void isDueAtASteadyRate() {
        Schedule schedule = new Schedule(200, 1_000, 0, 1);

        assertThat(schedule.dueMicros(0)).isZero();
        assertThat(schedule.dueMicros(1)).isEqualTo(5_000);
        assertThat(schedule.dueMicros(999)).isEqualTo(4_995_000);
        assertThat(Schedule.messages(200, 5)).isEqualTo(1_000);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Schedule(0, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schedule(Double.NaN, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Schedule(1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
