package chat.palaver.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WaitsTest {
    private static final long UNSEEN = 99;

    private final Waits waits = new Waits((device, channel, position) -> position != UNSEEN);

    WaitsTest() {
        waits.wants("d", 500);
        waits.stands("d", "c", 10, 1_000);
    }

    @Test
    void lastsFromTheAnswerToTheDelivery() {
        waits.acknowledged("c", 11, 2_000);
        waits.acknowledged("c", 12, 2_500);

        assertThat(waits.stands("d", "c", 12, 3_000)).isEqualTo(1_000);
    }

    @Test
    void isNoneForWhatCameBeforeItsAnswer() {
        waits.stands("d", "c", 11, 1_500);
        waits.acknowledged("c", 11, 2_000);

        assertThat(waits.stands("d", "c", 12, 3_000)).isZero();
    }

    @Test
    void goesOnThroughAConnectionThatWasLost() {
        waits.acknowledged("c", 11, 2_000);
        waits.wants("d", 6_000);

        assertThat(waits.stands("d", "c", 11, 7_000)).isEqualTo(5_000);
    }

    @Test
    void beginsWithTheReturnOfWhoWasAwayByChoice() {
        waits.left("d");
        waits.acknowledged("c", 11, 2_000);
        waits.wants("d", 6_000);
        waits.wants("d", 6_500);

        assertThat(waits.stands("d", "c", 11, 7_000)).isEqualTo(1_000);
    }

    @Test
    void isNotMeasuredForWhoWasNoMember() {
        waits.gone("d", "c");
        waits.acknowledged("c", 11, 2_000);

        assertThat(waits.stands("d", "c", 11, 7_000)).isZero();
    }

    @Test
    void isNotMeasuredByWhatIsNotForTheDevice() {
        waits.acknowledged("c", UNSEEN, 2_000);
        waits.acknowledged("c", 100, 6_000);

        assertThat(waits.stands("d", "c", 100, 7_000)).isEqualTo(1_000);
    }

    @Test
    void goesOnForWhatHasNotCome() {
        Map<String, Long> waiting = new HashMap<>();
        waits.acknowledged("c", 11, 2_000);

        waits.waiting("d", 7_000, waiting::put);

        assertThat(waiting).containsOnly(Map.entry("c", 5_000L));
    }

    @Test
    void isOverForWhoIsAwayByChoice() {
        Map<String, Long> waiting = new HashMap<>();
        waits.acknowledged("c", 11, 2_000);
        waits.left("d");

        waits.waiting("d", 7_000, waiting::put);

        assertThat(waiting).isEmpty();
    }

    @Test
    void beginsWithTheFirstComingOfADevice() {
        waits.acknowledged("c", 11, 2_000);
        waits.acknowledged("c", 12, 2_000);
        waits.wants("new", 6_000);
        waits.stands("new", "c", 11, 6_500);

        assertThat(waits.stands("new", "c", 12, 7_000)).isEqualTo(1_000);
    }
}
