package chat.palaver.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WaitsTest {
    private final Waits waits = new Waits();

    WaitsTest() {
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
}
