package chat.palaver.kit.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/** Something that only rises. Thread-safe. */
public final class Counter {
    private final Series<CounterDataPoint> series;

    Counter(Series<CounterDataPoint> series) {
        this.series = series;
    }

    /**
     * Adds one.
     *
     * @param labelValues one for each label the counter was made with
     */
    public void increment(String... labelValues) {
        series.at(labelValues).inc();
    }

    /**
     * Adds several at once.
     *
     * @param amount zero or more
     */
    public void add(long amount, String... labelValues) {
        series.at(labelValues).inc(amount);
    }

    /** The value now. */
    public long value(String... labelValues) {
        return series.at(labelValues).getLongValue();
    }
}
