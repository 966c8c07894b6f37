package chat.palaver.check.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HeadwayTest {
    private static final long PATIENCE = Duration.ofMinutes(3).toNanos();

    private final Headway headway = new Headway(10, 5, Duration.ofMinutes(3), 0);

    @Test
    void isEnoughWhenSoManyMoreHaveCome() {
        assertThat(headway.isEnough(14, 1)).isFalse();
        assertThat(headway.isEnough(15, 2)).isTrue();
    }

    @Test
    void waitsAsLongAsItIsTold() {
        assertThat(headway.isEnough(10, PATIENCE)).isFalse();
    }

    @Test
    void endsWhenNothingComesForLonger() {
        assertThatIllegalStateException()
                .isThrownBy(() -> headway.isEnough(10, PATIENCE + 1))
                .withMessageContaining("no message was answered for 180 s");
    }

    @Test
    void waitsAnewAfterEachThatCame() {
        assertThat(headway.isEnough(11, PATIENCE)).isFalse();
        assertThat(headway.isEnough(11, 2 * PATIENCE)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> headway.isEnough(11, 2 * PATIENCE + 1));
    }

    @Test
    void isContentWithWhatCameLate() {
        assertThat(headway.isEnough(15, 5 * PATIENCE)).isTrue();
    }
}
