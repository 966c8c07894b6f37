package chat.palaver.kit.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void countsByLabel() {
        Counter closes = metrics.counter("edge_closes", "Closed sessions.", "cause");

        closes.increment("slow_consumer");
        closes.add(2, "draining");

        assertThat(closes.value("draining")).isEqualTo(2);
        assertThat(text())
                .contains("# HELP palaver_edge_closes_total Closed sessions.")
                .contains("palaver_edge_closes_total{cause=\"slow_consumer\"} 1.0")
                .contains("palaver_edge_closes_total{cause=\"draining\"} 2.0");
    }

    @Test
    void latenciesAreHistogramsThatCanBeSummed() {
        Latency sent = metrics.latency("edge_sent_seconds", "From send to sent.");

        sent.record(Duration.ofMillis(2));
        sent.record(Duration.ofMillis(30));
        sent.recordNanos(-5);

        assertThat(text())
                .contains("# TYPE palaver_edge_sent_seconds histogram")
                .contains("palaver_edge_sent_seconds_bucket{le=\"5.0E-4\"} 1")
                .contains("palaver_edge_sent_seconds_bucket{le=\"0.002\"} 2")
                .contains("palaver_edge_sent_seconds_bucket{le=\"0.025\"} 2")
                .contains("palaver_edge_sent_seconds_bucket{le=\"0.05\"} 3")
                .contains("palaver_edge_sent_seconds_bucket{le=\"+Inf\"} 3")
                .contains("palaver_edge_sent_seconds_count 3");
    }

    @Test
    void fineLatenciesTellMicrosecondsApart() {
        Timing wait = metrics.fineLatency("edge_hop_seconds", "Hops.", "hop").series("wait");

        wait.recordNanos(15_000);
        wait.recordNanos(-1);
        wait.recordMillis(2);
        wait.recordMillis(-2);

        assertThat(text())
                .contains("palaver_edge_hop_seconds_bucket{hop=\"wait\",le=\"1.0E-5\"} 2")
                .contains("palaver_edge_hop_seconds_bucket{hop=\"wait\",le=\"2.0E-5\"} 3")
                .contains("palaver_edge_hop_seconds_bucket{hop=\"wait\",le=\"0.0015\"} 3")
                .contains("palaver_edge_hop_seconds_bucket{hop=\"wait\",le=\"0.002\"} 4")
                .contains("palaver_edge_hop_seconds_count{hop=\"wait\"} 4");
    }

    @Test
    void asksGaugesAtEveryScrape() {
        int[] sessions = {1};
        metrics.gauge("edge_sessions", "Open sessions.", () -> sessions[0]);
        metrics.gauge("lag_seconds", "Lag.", "partition", () -> Map.of("0", 1.5, "1", 0.0));
        assertThat(text()).contains("palaver_edge_sessions 1.0");

        sessions[0] = 2;

        assertThat(text())
                .contains("palaver_edge_sessions 2.0")
                .contains("palaver_lag_seconds{partition=\"0\"} 1.5")
                .contains("palaver_lag_seconds{partition=\"1\"} 0.0");
    }

    @Test
    void showsDropwizardMetricsToo() {
        metrics.registry().counter("store.requests").inc(3);
        metrics.timer("store.time").update(Duration.ofMillis(4));

        assertThat(text())
                .contains("store_requests_total 3.0")
                .contains("store_time{quantile=\"0.99\"}")
                .contains("store_time_count 1");
    }

    @Test
    void countsAsOtherWhatExceedsTheBoundOfSeries() {
        Counter counter = metrics.counter("by_id", "A mistake.", "id");

        for (int i = 0; i < Series.MOST_SERIES + 50; i++) {
            counter.increment("id-" + i);
        }

        assertThat(counter.value(Series.OTHER)).isEqualTo(50);
        assertThat(text().lines().filter(line -> line.startsWith("palaver_by_id_total")).count())
                .isEqualTo(Series.MOST_SERIES + 1);
    }

    @Test
    void refusesMistakesOfTheProgrammer() {
        Counter counter = metrics.counter("sends", "Sends.", "kind");

        assertThatThrownBy(counter::increment).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.counter("sends", "Again."))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> metrics.latency("edge_sent_millis", "Wrong unit."))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void speaksTheScrapersFormat() {
        assertThat(metrics.contentType("text/plain")).startsWith("text/plain");
        assertThat(metrics.contentType(null)).startsWith("text/plain");
        assertThat(metrics.contentType("application/openmetrics-text; version=1.0.0"))
                .startsWith("application/openmetrics-text");
        assertThat(new String(metrics.exposition("application/openmetrics-text"), UTF_8))
                .endsWith("# EOF\n");
    }

    private String text() {
        return new String(metrics.exposition(null), UTF_8);
    }
}
