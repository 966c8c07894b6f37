package chat.palaver.fanout;

import chat.palaver.kit.metrics.Counter;
import chat.palaver.kit.metrics.Latency;
import chat.palaver.kit.metrics.Metrics;
import chat.palaver.kit.metrics.Timing;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** What the fan-out lets operators see. */
final class FanoutMetrics {
    private final Counter routed;
    private final Counter started;
    private final Counter forgotten;
    private final Counter unreadable;
    private final Latency age;
    private final Timing fannedOut;
    private final Map<String, Sizes> sizes = new ConcurrentHashMap<>();

    /** How much one task holds. */
    record Sizes(int links, int keys) {}

    FanoutMetrics(Metrics metrics) {
        routed = metrics.counter("fanout_routed", "Deliveries written for records");
        started = metrics.counter("fanout_started", "Incarnations of tasks announced");
        forgotten = metrics.counter("fanout_forgotten", "Edges told that they are forgotten");
        unreadable = metrics.counter("fanout_unreadable", "Records that cannot be read");
        age =
                metrics.latency(
                        "fanout_record_age_seconds",
                        "Age of a record, by its log-append time, when it is routed");
        fannedOut =
                metrics.fineLatency(
                                "fanout_hop_seconds",
                                "What the fan-out's hop of a message took: fanned_out (log-append"
                                        + " time to routed to the first of its edges)",
                                "hop")
                        .series("fanned_out");
        metrics.gauge("fanout_links", "Starts of edges known, all tasks", () -> sum(Sizes::links));
        metrics.gauge("fanout_keys", "Keys somebody wants, all tasks", () -> sum(Sizes::keys));
    }

    void routed(int deliveries, Duration recordAge) {
        routed.add(deliveries);
        age.record(recordAge);
    }

    /** A channel's record has gone to edges; an age of whole milliseconds, both ends rounded. */
    void fannedOut(long ageMillis) {
        fannedOut.recordMillis(ageMillis);
    }

    void started() {
        started.increment();
    }

    void forgotten(int edges) {
        forgotten.add(edges);
    }

    void unreadable() {
        unreadable.increment();
    }

    void holds(String task, Sizes now) {
        sizes.put(task, now);
    }

    void released(String task) {
        sizes.remove(task);
    }

    private double sum(ToIntFunction<Sizes> part) {
        return sizes.values().stream().mapToInt(part).sum();
    }
}
