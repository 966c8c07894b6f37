package chat.palaver.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.metrics.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class EdgeHopsTest {
    /** In the middle of a millisecond. */
    private final Instant now = Instant.ofEpochMilli(1_000_000).plusNanos(500_000);

    private final Metrics metrics = new Metrics();
    private final EdgeHops hops = new EdgeHops(metrics, Clock.fixed(now, ZoneOffset.UTC));

    @Test
    void roundsBothEndsDownWhereTheLogsTimeIsOneOfThem() {
        // Handed over at 999,997.7 ms, in the log at 999,999.
        hops.acknowledged(2_800_000, 999_999);
        hops.slotRead(999_998);
        hops.ownRead(999_997);

        assertThat(sum("append")).isEqualTo("0.0028");
        assertThat(sum("logged")).isEqualTo("0.002");
        assertThat(sum("slot_read")).isEqualTo("0.002");
        assertThat(sum("own_read")).isEqualTo("0.003");
    }

    @Test
    void countsAsNothingWhatAnotherClockPutsBelowZero() {
        hops.acknowledged(1_000_000, 900_000);
        hops.slotRead(1_000_007);

        assertThat(sum("logged")).isEqualTo("0.0");
        assertThat(sum("slot_read")).isEqualTo("0.0");
    }

    @Test
    void timesWithinTheProcessToTheNanosecond() {
        hops.handedOver(1_500);
        hops.waited(2_500);
        hops.written(3_500);
        hops.answered(4_500);

        assertThat(sum("queue")).isEqualTo("1.5E-6");
        assertThat(sum("loop_wait")).isEqualTo("2.5E-6");
        assertThat(sum("write")).isEqualTo("3.5E-6");
        assertThat(sum("sent")).isEqualTo("4.5E-6");
    }

    private String sum(String hop) {
        String start = "palaver_edge_hop_seconds_sum{hop=\"" + hop + "\"} ";
        return new String(metrics.exposition(null), UTF_8)
                .lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .findFirst()
                .orElseThrow();
    }
}
