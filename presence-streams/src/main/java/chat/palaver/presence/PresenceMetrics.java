package chat.palaver.presence;

import chat.palaver.kit.metrics.Counter;
import chat.palaver.kit.metrics.Latency;
import chat.palaver.kit.metrics.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/** What presence shows of itself. Thread-safe: tasks write, scrapes read. */
final class PresenceMetrics {
    private final Counter heartbeats;
    private final Counter stale;
    private final Counter unparseable;
    private final Counter written;
    private final Counter told;
    private final Counter started;
    private final Counter forgotten;
    private final Counter refused;
    private final Latency age;
    private final Map<Integer, Sizes> sizes = new ConcurrentHashMap<>();

    /** How much the task of one partition holds. */
    record Sizes(int present, int watched, int edges) {}

    PresenceMetrics(Metrics metrics) {
        heartbeats = metrics.counter("presence_heartbeats", "Records read from heartbeats");
        stale = metrics.counter("presence_stale", "Records of an older start of an edge, ignored");
        unparseable = metrics.counter("presence_unparseable", "Records put into the dead letters");
        written = metrics.counter("presence_written", "States written, repeated ones included");
        told = metrics.counter("presence_told", "States told to watching edges");
        started = metrics.counter("presence_started", "Starts of tasks announced to all edges");
        forgotten = metrics.counter("presence_forgotten", "Edges whose watches were dropped");
        refused = metrics.counter("presence_refused", "Watches over the limit of an edge");
        age = metrics.latency("presence_heartbeat_age_seconds", "Append to processing");
        metrics.gauge("presence_users", "Users not offline", () -> sum(Sizes::present));
        metrics.gauge("presence_watched", "Users somebody watches", () -> sum(Sizes::watched));
        metrics.gauge("presence_edges", "Edges heard of, by partition", () -> sum(Sizes::edges));
    }

    void read(long ageMillis) {
        heartbeats.increment();
        age.recordNanos(ageMillis * 1_000_000);
    }

    void stale() {
        stale.increment();
    }

    void unparseable() {
        unparseable.increment();
    }

    void written() {
        written.increment();
    }

    void told() {
        told.increment();
    }

    void started() {
        started.increment();
    }

    void forgotten() {
        forgotten.increment();
    }

    void refused(int watches) {
        refused.add(watches);
    }

    void holds(int partition, Sizes now) {
        sizes.put(partition, now);
    }

    void released(int partition) {
        sizes.remove(partition);
    }

    private double sum(ToIntFunction<Sizes> part) {
        return sizes.values().stream().mapToInt(part).sum();
    }
}
