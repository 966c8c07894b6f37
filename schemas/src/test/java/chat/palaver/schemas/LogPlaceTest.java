package chat.palaver.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPlaceTest {
    private final String channel = Ids.newChannel();

    @Test
    void evenEpochsAreSharedAndOddOnesOwn() {
        LogPlace place = new LogPlace(channel, 0);
        for (long epoch = 0; epoch < 10; epoch++) {
            assertThat(place.epoch()).isEqualTo(epoch);
            assertThat(place.isOwn()).isEqualTo(epoch % 2 == 1);
            assertThat(LogPlace.of(channel, Position.of(epoch, 7))).isEqualTo(place);
            place = place.next();
        }
    }

    @Test
    void endsWithTheLastEpochOfAPosition() {
        LogPlace last = new LogPlace(channel, Position.MAX_EPOCH);

        assertThatThrownBy(last::next).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogPlace(channel, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyOwnEpochHasANameThatNoOtherHas() {
        Set<String> names = new HashSet<>();
        for (long epoch = 1; epoch <= Position.MAX_EPOCH; epoch += 2) {
            LogPlace place = new LogPlace(channel, epoch);
            assertThat(LogPlace.ofOwnName(place.ownName())).contains(place);
            names.add(place.ownName());
        }

        assertThat(names).hasSize((int) (Position.MAX_EPOCH + 1) / 2);
        assertThat(new LogPlace(channel, 1).ownName()).isEqualTo(channel);
    }

    @Test
    void aSharedPlaceHasNoNameOfItsOwn() {
        assertThatThrownBy(() -> new LogPlace(channel, 2).ownName())
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".1", ".01", ".2", ".03", ".-3", ".+3", ".32769", ".3.5", ".", ".x"})
    void whatNoPlaceIsCalledIsNone(String end) {
        assertThat(LogPlace.ofOwnName(channel + end)).isEmpty();
        assertThat(LogPlace.ofOwnName(end)).isEmpty();
    }
}
