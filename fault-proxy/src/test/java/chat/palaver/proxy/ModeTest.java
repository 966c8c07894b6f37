package chat.palaver.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "open",
                "cut",
                "half-open both",
                "half-open forth",
                "half-open back",
                "delay 200 50",
                "slow 20000"
            })
    void isReadAsItIsWritten(String text) {
        assertThat(Mode.parse(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "closed", "open now", "delay", "delay -1", "slow 0", "half-open up"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Mode.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void jitterOnlyAdds() {
        Mode mode = new Mode.Delay(Duration.ofMillis(20), Duration.ofMillis(10));
        Random random = new Random(1);

        for (int i = 0; i < 100; i++) {
            assertThat(mode.delayNanos(random)).isBetween(20_000_000L, 30_000_000L);
        }
    }
}
