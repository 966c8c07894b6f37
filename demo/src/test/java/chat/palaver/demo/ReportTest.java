package chat.palaver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.demo.check.Ledger;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Ledger.Standing COMPLETE = new Ledger.Standing(3, 3, 0, 6, 6, 0);
    private static final Ledger.Verdict GOOD = new Ledger.Verdict(0, List.of());

    @Test
    void isGoodWhenEverythingAgrees() {
        Report report = report(COMPLETE, GOOD, true);

        assertThat(report.isGood()).isTrue();
        assertThat(report.words())
                .containsExactly(
                        "2 lines by 2 users through 2 edges (sessions: 1 + 1);"
                                + " 1 direct messages in 1 channels",
                        "6 of 6 deliveries; sent to delivered: nothing yet",
                        "good: every line arrived once and in order at every member, and stands in"
                                + " the history");
    }

    @Test
    void saysWhatIsMissingWhere() {
        Report report =
                report(
                        new Ledger.Standing(3, 3, 0, 6, 5, 0),
                        new Ledger.Verdict(1, List.of("missing at ada of the group: line 2")),
                        true);

        assertThat(report.isGood()).isFalse();
        assertThat(report.words())
                .contains(
                        "not good: 1 things do not agree", "  missing at ada of the group: line 2");
    }

    @Test
    void isNotGoodWithoutTheHistoryOrWithAnythingOutstanding() {
        assertThat(report(COMPLETE, GOOD, false).isGood()).isFalse();
        assertThat(report(new Ledger.Standing(3, 2, 1, 6, 6, 0), GOOD, true).isGood()).isFalse();
        assertThat(report(new Ledger.Standing(3, 3, 0, 6, 5, 0), GOOD, true).isGood()).isFalse();
    }

    private static Report report(
            Ledger.Standing standing, Ledger.Verdict verdict, boolean historyRead) {
        Map<String, Integer> edges = new java.util.TreeMap<>(Map.of("a", 1, "b", 1));
        return new Report(
                2, 2, 1, edges, standing, verdict, new Histogram(1000, 2), historyRead, 0);
    }
}
