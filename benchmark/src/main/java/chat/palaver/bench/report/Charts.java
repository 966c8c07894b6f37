package chat.palaver.bench.report;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.target.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The pictures that several scenarios want. */
public final class Charts {
    private static final double MILLI = 1e6;
    private static final int TICKS_PER_HALF = 5;

    /** x of a quantile chart: how many nines; more than this is noise. */
    private static final double MOST_NINES = 5;

    private Charts() {}

    /** Median, p99 and maximum of each second. */
    public static Chart overTime(String title, Latencies latencies) {
        List<Curve> curves = new ArrayList<>();
        curves.add(ofSeconds("p50", latencies, 50));
        curves.add(ofSeconds("p99", latencies, 99));
        curves.add(ofSeconds("max", latencies, 100));
        return new Chart(title + " by second", "s", "ms", true, curves);
    }

    private static Curve ofSeconds(String name, Latencies latencies, double percentile) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < latencies.secondsSeen(); i++) {
            points.add(new double[] {i, latencies.ofSecond(i, percentile) / MILLI});
        }
        return new Curve(name, points);
    }

    /** How many were due in each second. */
    public static Curve rate(String name, Latencies latencies) {
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < latencies.secondsSeen(); i++) {
            points.add(new double[] {i, latencies.countOfSecond(i)});
        }
        return new Curve(name, points);
    }

    /** The quantiles of each, by how many nines they have: 1 is p90, 2 is p99. */
    public static Chart quantiles(String title, Map<String, Histogram> nanos) {
        List<Curve> curves = new ArrayList<>();
        nanos.forEach((name, histogram) -> curves.add(new Curve(name, nines(histogram))));
        return new Chart(title, "nines", "ms", true, curves);
    }

    private static List<double[]> nines(Histogram histogram) {
        List<double[]> points = new ArrayList<>();
        for (HistogramIterationValue at : histogram.percentiles(TICKS_PER_HALF)) {
            double above = 1 - at.getPercentileLevelIteratedTo() / 100;
            double nines = above <= 0 ? MOST_NINES : -Math.log10(above);
            if (nines <= MOST_NINES && at.getTotalCountToThisValue() > 0) {
                points.add(new double[] {nines, at.getValueIteratedTo() / MILLI});
            }
        }
        return points;
    }

    /** Processors kept busy by each process. */
    public static Chart processors(Meter meter, long since) {
        List<Curve> curves = new ArrayList<>();
        meter.processors(since).forEach((name, points) -> curves.add(new Curve(name, points)));
        return new Chart("processors busy", "s", "", false, curves);
    }
}
