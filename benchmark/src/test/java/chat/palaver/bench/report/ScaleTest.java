package chat.palaver.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void placesValuesBetweenItsEnds() {
        Scale scale = Scale.covering(new double[] {2, 10, Double.NaN}, 0, 100, false);

        assertThat(scale.place(0)).isZero();
        assertThat(scale.place(10)).isEqualTo(100);
        assertThat(scale.place(5)).isEqualTo(50);
        assertThat(scale.place(Double.NaN)).isNaN();
    }

    @Test
    void spreadsDecadesEvenlyWhenLogarithmic() {
        Scale scale = Scale.covering(new double[] {0.02, 50, 0}, 0, 4, true);

        assertThat(scale.ticks()).hasSize(5);
        assertThat(scale.place(1)).isEqualTo(2);
        assertThat(scale.place(0)).isNaN();
    }

    @Test
    void marksZeroAsZero() {
        Scale scale = Scale.covering(new double[] {-3, 30}, 0, 1, false);

        assertThat(scale.ticks()).containsExactly(0.0, 10.0, 20.0, 30.0);
    }

    @Test
    void hasTicksForAnything() {
        assertThat(Scale.covering(new double[] {}, 0, 1, false).ticks()).isNotEmpty();
        assertThat(Scale.covering(new double[] {0, 0}, 0, 1, false).ticks()).isNotEmpty();
        assertThat(Scale.covering(new double[] {0, 12_345}, 0, 1, false).ticks())
                .hasSizeBetween(3, 8);
    }
}
