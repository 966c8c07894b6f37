package chat.palaver.bench.report;

import java.util.List;

/**
 * A picture of some curves.
 *
 * @param logarithmic whether y is shown by its logarithm, as latencies are
 */
public record Chart(
        String title, String xUnit, String yUnit, boolean logarithmic, List<Curve> curves) {
    public Chart {
        curves = List.copyOf(curves);
    }
}
