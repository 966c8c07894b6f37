package chat.palaver.bench.report;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param points x and y of each; a y of NaN breaks the line
 */
public record Curve(String name, List<double[]> points) {
    public Curve {
        points = List.copyOf(points);
    }
}
