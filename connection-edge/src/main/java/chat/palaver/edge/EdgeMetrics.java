package chat.palaver.edge;

import chat.palaver.edge.feed.FeedCounters;
import chat.palaver.kit.metrics.Latency;
import chat.palaver.kit.metrics.Metrics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What an edge lets operators see. */
final class EdgeMetrics {
    private final Latency age;

    EdgeMetrics(Metrics metrics, FeedCounters counters) {
        age =
                metrics.latency(
                        "edge_record_age_seconds",
                        "Age of a routed record, by its log-append time, when the edge reads it");
        count(metrics, "edge_records_kept", "Records kept by the fold", counters.kept());
        count(metrics, "edge_copies", "Records skipped as copies", counters.copies());
        count(metrics, "edge_skipped", "Records void or unparseable", counters.skipped());
        count(metrics, "edge_delivered", "Record frames queued", counters.delivered());
        count(metrics, "edge_rereads", "Links mended by a read", counters.rereads());
        count(
                metrics,
                "edge_beginnings",
                "Partitions begun anew, sessions closed, since the log is gone where they stood",
                counters.beginnings());
        count(
                metrics,
                "edge_fallback_reads",
                "Reads for an own record that did not come back",
                counters.fallbackReads());
        count(
                metrics,
                "edge_history_pages",
                "Pages read from the store to catch up",
                counters.historyPages());
        count(metrics, "edge_log_moves", "Logs that went on elsewhere", counters.moves());
        count(
                metrics,
                "edge_appended_again",
                "Records appended again, since the log had gone on elsewhere",
                counters.appendedAgain());
    }

    private static void count(Metrics metrics, String name, String help, LongAdder value) {
        metrics.gauge(name, help, value::sum);
    }

    void readAfter(Duration time) {
        age.record(time);
    }
}
