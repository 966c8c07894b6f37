package chat.palaver.bench.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
    @Test
    void sumsAMetricOverItsLabels() {
        String page =
                """
                # HELP palaver_x_total what it counts
                # TYPE palaver_x_total counter
                palaver_x_total{topic="a b",n="1"} 3.0
                palaver_x_total{topic="c"} 4
                palaver_x_total_other 100
                palaver_y 1.5E3
                """;

        assertThat(ServiceMetrics.sumIn(page, "palaver_x_total")).isEqualTo(7);
        assertThat(ServiceMetrics.sumIn(page, "palaver_y")).isEqualTo(1_500);
        assertThat(ServiceMetrics.sumIn(page, "palaver_z")).isZero();
    }

    @Test
    void findsTheTotalOfAHeapHistogram() throws IOException {
        String said =
                """
                42:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         23456        1234567  [B (java.base@17)
                Total         99999        7654321
                """;

        assertThat(LiveHeap.total(said)).isEqualTo(7_654_321);
        assertThatThrownBy(() -> LiveHeap.total("No such process")).isInstanceOf(IOException.class);
    }
}
