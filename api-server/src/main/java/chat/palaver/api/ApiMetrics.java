package chat.palaver.api;

import chat.palaver.kit.metrics.Counter;
import chat.palaver.kit.metrics.Latency;
import chat.palaver.kit.metrics.Metrics;

/** What an API server counts. */
final class ApiMetrics {
    private final Counter answers;
    private final Latency requests;

    ApiMetrics(Metrics metrics) {
        answers = metrics.counter("api_answers", "Answers by status class", "status");
        requests = metrics.latency("api_request_seconds", "From request to answer");
    }

    void answered(int status, long nanos) {
        answers.increment(status / 100 + "xx");
        requests.recordNanos(nanos);
    }
}
