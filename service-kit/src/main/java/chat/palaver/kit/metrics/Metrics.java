package chat.palaver.kit.metrics;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The metrics of one service: Dropwizard's for what is read in the process, Prometheus' own for
 * what is summed over processes, and one text with both. Names are given as {@code edge_sessions};
 * Prometheus sees them with {@code palaver_} before. A name is made once. Thread-safe.
 */
public final class Metrics {
    private static final String PREFIX = "palaver_";

    /** From half a millisecond, the bare hop, to ten seconds, when an append is given up. */
    private static final double[] BUCKETS = {
        0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
        2.5, 5, 10
    };

    /** Three or four to the decade, from what a queue in memory takes on. */
    private static final double[] FINE_BUCKETS = {
        0.00001, 0.00002, 0.00003, 0.00005, 0.000075, 0.0001, 0.00015, 0.0002, 0.0003, 0.0005,
        0.00075, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075,
        0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10
    };

    private final MetricRegistry registry = new MetricRegistry();
    private final PrometheusRegistry prometheus = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    public Metrics() {
        DropwizardExports.builder().dropwizardRegistry(registry).register(prometheus);
    }

    /** Adds memory, garbage collection, threads and start time of this process. */
    public Metrics withProcess() {
        JvmMetrics.builder().register(prometheus);
        return this;
    }

    public MetricRegistry registry() {
        return registry;
    }

    public PrometheusRegistry prometheus() {
        return prometheus;
    }

    /**
     * Makes a counter.
     *
     * @param name without {@code _total}, which Prometheus adds
     * @param labels at most a few, each with few values; see {@link Series}
     */
    public Counter counter(String name, String help, String... labels) {
        var counter =
                io.prometheus.metrics.core.metrics.Counter.builder()
                        .name(PREFIX + name)
                        .help(help)
                        .labelNames(labels)
                        .register(prometheus);
        return new Counter(new Series<>(labels.length, counter::labelValues));
    }

    /** What is asked for at every scrape; must answer at once, from any thread. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(prometheus);
    }

    /** The same with one label, as for partitions: the value of each is a key of the map. */
    public void gauge(
            String name,
            String help,
            String label,
            Supplier<? extends Map<String, Double>> values) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(label)
                .callback(
                        callback -> values.get().forEach((key, value) -> callback.call(value, key)))
                .register(prometheus);
    }

    /**
     * Makes a histogram of durations.
     *
     * @param name ends in {@code _seconds}
     */
    public Latency latency(String name, String help, String... labels) {
        return latency(name, help, BUCKETS, labels);
    }

    /**
     * The same from ten microseconds on, for parts of what {@link #latency} is made for.
     *
     * @param name ends in {@code _seconds}
     */
    public Latency fineLatency(String name, String help, String... labels) {
        return latency(name, help, FINE_BUCKETS, labels);
    }

    private Latency latency(String name, String help, double[] buckets, String... labels) {
        if (!name.endsWith("_seconds")) {
            throw new IllegalArgumentException(name + " must end in _seconds");
        }
        Histogram histogram =
                Histogram.builder()
                        .name(PREFIX + name)
                        .help(help)
                        .labelNames(labels)
                        .classicOnly()
                        .classicUpperBounds(buckets)
                        .register(prometheus);
        return new Latency(new Series<>(labels.length, histogram::labelValues));
    }

    /** A Dropwizard timer with exact quantiles of the last minutes, to be read in the process. */
    public Timer timer(String name) {
        return registry.timer(name, () -> new Timer(new HdrReservoir()));
    }

    /** Everything in the format a scraper accepts; see {@link #contentType}. */
    public byte[] exposition(String accept) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(16_384);
        try {
            writer(accept).write(text, prometheus.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    public String contentType(String accept) {
        return writer(accept).getContentType();
    }

    private ExpositionFormatWriter writer(String accept) {
        return accept != null && accept.contains("application/openmetrics-text")
                ? formats.getOpenMetricsTextFormatWriter()
                : formats.getPrometheusTextFormatWriter();
    }
}
