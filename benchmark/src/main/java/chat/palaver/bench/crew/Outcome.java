package chat.palaver.bench.crew;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Spans;
import chat.palaver.bench.worker.Counts;

/**
 * What all workers together have measured in a run.
 *
 * @param sent messages, warm-up included
 */
public record Outcome(
        int sent,
        Counts counts,
        Latencies delivery,
        Latencies answer,
        Latencies lag,
        Spans spans) {}
