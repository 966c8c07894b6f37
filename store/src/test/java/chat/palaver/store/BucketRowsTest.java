package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BucketRowsTest {
    private final BucketRows<Integer> rows = new BucketRows<>(null, null);

    @Test
    void asksForFewUntilItKnowsWhatARowWeighs() {
        assertThat(rows.rowsToAsk(200)).isEqualTo(BucketRows.MIN_ROWS);
        assertThat(rows.rowsToAsk(3)).isEqualTo(3);
    }

    @Test
    void asksForAllOfSmallRows() {
        rows.saw(8, 8 * 500);

        assertThat(rows.rowsToAsk(200)).isEqualTo(200);
        assertThat(rows.rowsToAsk(5_000)).isEqualTo(2_097);
    }

    @Test
    void neverAsksForMoreThanFewOfTheLargest() {
        rows.saw(8, 8 * 400_000);

        assertThat(rows.rowsToAsk(200)).isEqualTo(BucketRows.MIN_ROWS);
    }

    @Test
    void emptyRowsDoNotDivideByZero() {
        rows.saw(8, 0);

        assertThat(rows.rowsToAsk(200)).isEqualTo(200);
    }
}
