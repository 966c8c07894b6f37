package chat.palaver.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    @Test
    void firstRecordStandsAboveNone() {
        assertThat(Position.of(0, 0)).isEqualTo(1).isGreaterThan(Position.NONE);
    }

    @Test
    void laterEpochStandsAboveEveryOffsetOfTheEarlier() {
        long last = Position.of(0, (1L << 48) - 2);
        long first = Position.of(1, 0);
        assertThat(first).isGreaterThan(last);
        assertThat(Position.epoch(last)).isZero();
        assertThat(Position.offset(last)).isEqualTo((1L << 48) - 2);
        assertThat(Position.epoch(first)).isEqualTo(1);
        assertThat(Position.offset(first)).isZero();
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Position.of(0, (1L << 48) - 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Position.of(1 << 15, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Position.of(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsWhatItWrites() {
        long position = Position.of(32_767, (1L << 48) - 2);
        assertThat(position).isPositive();
        assertThat(Position.parse(Position.format(position))).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.0", "9223372036854775808", "00000000000000000001", "x"})
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
