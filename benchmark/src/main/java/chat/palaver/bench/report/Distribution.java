package chat.palaver.bench.report;

import org.HdrHistogram.Histogram;

/** The quantiles of something that takes time, in milliseconds. */
public record Distribution(
        String name,
        long count,
        double mean,
        double p50,
        double p90,
        double p99,
        double p999,
        double max) {
    private static final double MILLI = 1e6;

    /** Of a histogram of nanoseconds. */
    public static Distribution of(String name, Histogram nanos) {
        return new Distribution(
                name,
                nanos.getTotalCount(),
                nanos.getTotalCount() == 0 ? 0 : nanos.getMean() / MILLI,
                at(nanos, 50),
                at(nanos, 90),
                at(nanos, 99),
                at(nanos, 99.9),
                nanos.getMaxValue() / MILLI);
    }

    private static double at(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / MILLI;
    }
}
