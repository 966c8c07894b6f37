package chat.palaver.bench.scenario;

import chat.palaver.bench.target.ServiceMetrics;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** How far the history sink has come, by its own count. */
final class Sink {
    private static final String KIND = "history";
    private static final String KEPT = "palaver_sink_records_kept_total";
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LOOK_MILLIS = 100;
    private static final double NANOS = 1e9;

    private final Optional<ServiceMetrics> metrics;

    private Sink(Optional<ServiceMetrics> metrics) {
        this.metrics = metrics;
    }

    /** That of the system, if it is on this machine. */
    static Sink of(Setting setting) {
        return new Sink(setting.data().map(ServiceMetrics::new));
    }

    /** Records it has written since its start; 0 if that is not known. */
    double kept() throws IOException, InterruptedException {
        return metrics.isPresent() ? metrics.get().sum(KIND, KEPT) : 0;
    }

    /**
     * Waits until it has written so many.
     *
     * @return when, in seconds of {@code System.nanoTime()}; empty if that is not known or takes
     *     more than a minute
     */
    OptionalDouble awaitKept(double count) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (metrics.isPresent() && System.nanoTime() - began < PATIENCE_NANOS) {
            if (kept() >= count) {
                return OptionalDouble.of(System.nanoTime() / NANOS);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return OptionalDouble.empty();
    }
}
