package chat.palaver.kit.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;

/**
 * One series of a {@link Latency}, found once: for what is timed so often that finding it again
 * would count. Recording allocates nothing and takes no lock. Thread-safe.
 */
public final class Timing {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final DistributionDataPoint series;

    Timing(DistributionDataPoint series) {
        this.series = series;
    }

    /** A negative time, as between two clocks, counts as zero. */
    public void recordNanos(long nanos) {
        series.observe(Math.max(0, nanos) / NANOS);
    }

    /** The same of a time that is known to the millisecond. */
    public void recordMillis(long millis) {
        series.observe(Math.max(0, millis) / MILLIS);
    }
}
