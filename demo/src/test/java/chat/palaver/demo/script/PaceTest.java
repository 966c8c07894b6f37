package chat.palaver.demo.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PaceTest {
    @Test
    void soManyLinesASecond() {
        assertThat(millis("20", 1, 1, 500, 2)).containsExactly(0, 50, 100, 150);
    }

    @Test
    void asFastAsItGoes() {
        assertThat(millis("max", 1, 5, 9)).containsExactly(0, 0, 0);
    }

    @Test
    void soManyTimesAsFastSpreadsTheLinesOfAMinute() {
        assertThat(millis("x60", 10, 10, 11, 13, 13, 13, 13))
                .containsExactly(0, 500, 1000, 3000, 3250, 3500, 3750);
    }

    @Test
    void goesOnOverMidnightAndTakesAClockSetBackForOneMinute() {
        assertThat(millis("x60", 1439, 1, 0)).containsExactly(0, 2000, 3000);
    }

    @Test
    void shortensLongPauses() {
        assertThat(millis("x60", 0, 10, 21)).containsExactly(0, 10_000, 20_000);
    }

    @Test
    void doesWithoutTimes() {
        assertThat(millis("x60", -1, -1, 5)).containsExactly(0, 500, 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "-1", "x0", "fast", "NaN", "Infinity", "1e9", "20x"})
    void refusesWhatIsNoSpeed(String text) {
        assertThatThrownBy(() -> Pace.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("speed");
    }

    private static long[] millis(String pace, int... minutes) {
        List<Script.Line> lines = new ArrayList<>();
        for (int minute : minutes) {
            OptionalInt at = minute < 0 ? OptionalInt.empty() : OptionalInt.of(minute);
            lines.add(new Script.Line(0, OptionalInt.empty(), "x", at));
        }
        return LongStream.of(Pace.parse(pace).due(lines))
                .map(TimeUnit.NANOSECONDS::toMillis)
                .toArray();
    }
}
