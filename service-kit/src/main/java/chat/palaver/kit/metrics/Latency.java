package chat.palaver.kit.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.time.Duration;

/**
 * How long something took, as a histogram with fixed buckets, so that the quantiles of all edges
 * together can be computed from their sum. Thread-safe.
 */
public final class Latency {
    private static final double NANOS = 1e9;

    private final Series<DistributionDataPoint> series;

    Latency(Series<DistributionDataPoint> series) {
        this.series = series;
    }

    public void record(Duration took, String... labelValues) {
        recordNanos(took.toNanos(), labelValues);
    }

    /** One of its series, for good. */
    public Timing series(String... labelValues) {
        return new Timing(series.at(labelValues));
    }

    /** A negative time, as between two clocks, counts as zero. */
    public void recordNanos(long nanos, String... labelValues) {
        series.at(labelValues).observe(Math.max(0, nanos) / NANOS);
    }
}
