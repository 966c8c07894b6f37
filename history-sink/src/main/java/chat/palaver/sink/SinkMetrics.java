package chat.palaver.sink;

import chat.palaver.kit.metrics.Counter;
import chat.palaver.kit.metrics.Latency;
import chat.palaver.kit.metrics.Metrics;
import java.time.Duration;

/** Every metric of the sink, declared once. */
final class SinkMetrics {
    final Counter kept;
    final Counter copies;
    final Counter voids;
    final Counter interests;
    final Counter deadLetters;
    final Counter readPositions;
    final Counter announced;
    final Counter storeRetries;
    final Counter kafkaRetries;
    final Counter lost;
    final Latency batches;

    SinkMetrics(Metrics metrics, Lag lag, Duration alarmAt) {
        kept = metrics.counter("sink_records_kept", "records written to the history");
        copies = metrics.counter("sink_records_copies", "records skipped as copies");
        voids = metrics.counter("sink_records_void", "changes skipped as not allowed or empty");
        interests = metrics.counter("sink_records_interest", "interest records skipped");
        deadLetters = metrics.counter("sink_dead_letters", "records put aside", "topic");
        readPositions = metrics.counter("sink_read_positions", "read positions written");
        announced = metrics.counter("sink_announced", "records sent on", "topic");
        storeRetries = metrics.counter("sink_store_retries", "requests the store did not answer");
        kafkaRetries = metrics.counter("sink_kafka_retries", "appends that were not acknowledged");
        lost = metrics.counter("sink_records_lost", "records deleted before they were read");
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
}
