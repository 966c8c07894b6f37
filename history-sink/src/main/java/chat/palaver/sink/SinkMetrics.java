package chat.palaver.sink;

import chat.palaver.kit.metrics.Counter;
import chat.palaver.kit.metrics.Latency;
import chat.palaver.kit.metrics.Metrics;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Every metric of the sink, declared once. */
final class SinkMetrics {
    final Counter kept;
    final Counter copies;
    final Counter voids;
    final Counter stale;
    final Counter ahead;
    final Counter moved;
    final Counter interests;
    final Counter deadLetters;
    final Counter readPositions;
    final Counter announced;
    final Counter storeRetries;
    final Counter kafkaRetries;
    final Counter lost;
    final Counter moves;
    final Counter movesFailed;
    final Latency batches;

    private final Metrics registry;

    SinkMetrics(Metrics metrics, Lag lag, Duration alarmAt) {
        registry = metrics;
        kept = metrics.counter("sink_records_kept", "records written to the history");
        copies = metrics.counter("sink_records_copies", "records skipped as copies");
        voids = metrics.counter("sink_records_void", "changes skipped as not allowed or empty");
        stale = metrics.counter("sink_records_stale", "records behind the end of their stretch");
        ahead = metrics.counter("sink_records_ahead", "waits for the end of a channel's other log");
        moved = metrics.counter("sink_records_moved", "ends of stretches met");
        interests = metrics.counter("sink_records_interest", "interest records skipped");
        deadLetters = metrics.counter("sink_dead_letters", "records put aside", "topic");
        readPositions = metrics.counter("sink_read_positions", "read positions written");
        announced = metrics.counter("sink_announced", "records sent on", "topic");
        storeRetries = metrics.counter("sink_store_retries", "requests the store did not answer");
        kafkaRetries = metrics.counter("sink_kafka_retries", "appends that were not acknowledged");
        lost = metrics.counter("sink_records_lost", "records deleted before they were read");
        moves = metrics.counter("sink_moves", "moves asked for, topics removed", "what");
        movesFailed = metrics.counter("sink_moves_failed", "steps to be done again");
        batches = metrics.latency("sink_batch_seconds", "from a read to its progress row");
        metrics.gauge(
                "sink_lag_seconds",
                "age of the oldest record not written, by partition",
                "partition",
                lag::seconds);
        metrics.gauge(
                "sink_retention_alarm",
                "1 while a partition lags by half of what its log is kept",
                () -> !alarmAt.isZero() && lag.most().compareTo(alarmAt) >= 0 ? 1 : 0);
    }

    /**
     * What there is of own logs.
     *
     * @param read how many are read here
     * @param waiting channels of which records wait for another log
     */
    void ownLogs(IntSupplier read, Mover mover, int budget, IntSupplier waiting) {
        registry.gauge("sink_own_logs_read", "own logs read by this sink", read::getAsInt);
        registry.gauge("sink_own_logs_present", "topics of own logs there are", mover::present);
        registry.gauge("sink_own_logs_budget", "topics of own logs there may be", () -> budget);
        registry.gauge(
                "sink_own_logs_wanted", "wishes for which there is no room yet", mover::waiting);
        registry.gauge(
                "sink_channels_waiting",
                "channels of which records wait for the end of another log",
                waiting::getAsInt);
    }
}
