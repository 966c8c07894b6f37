package chat.palaver.demo;

import chat.palaver.demo.check.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What is said at the end.
 *
 * @param lines of the conversation
 * @param users in the group
 * @param directChannels between two of them
 * @param sessionsByEdge how many sessions each edge had when all had come
 * @param delivery microseconds from sending to arrival at a member
 * @param historyRead whether the history could be read at all
 * @param reconnects of sessions while it played
 */
record Report(
        int lines,
        int users,
        int directChannels,
        Map<String, Integer> sessionsByEdge,
        Ledger.Standing standing,
        Ledger.Verdict verdict,
        Histogram delivery,
        boolean historyRead,
        long reconnects) {
    private static final double MICROS_OF_MILLI = 1000;

    boolean isGood() {
        return verdict.isGood() && historyRead && standing.isComplete();
    }

    /** How far it is, while it goes on. */
    static String progress(int played, int lines, Ledger.Standing standing, Histogram delivery) {
        return "%d/%d lines  %,d of %,d deliveries  %s%s"
                .formatted(
                        played,
                        lines,
                        standing.arrived(),
                        standing.due(),
                        latency(delivery),
                        standing.findings() == 0
                                ? ""
                                : "  " + standing.findings() + " do not agree");
    }

    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(
                "%d lines by %d users through %s; %d direct messages in %d channels"
                        .formatted(
                                lines, users, edges(), standing.lines() - lines, directChannels));
        words.add(
                "%,d of %,d deliveries; sent to delivered: %s%s"
                        .formatted(
                                standing.arrived(),
                                standing.due(),
                                latency(delivery),
                                reconnects == 0 ? "" : "; " + reconnects + " reconnects"));
        if (isGood()) {
            words.add(
                    "good: every line arrived once and in order at every member, and stands in the"
                            + " history");
        } else {
            words.add("not good: " + verdict.findings() + " things do not agree");
            verdict.examples().forEach(example -> words.add("  " + example));
            if (!historyRead) {
                words.add("  the history could not be read");
            }
        }
        return words;
    }

    private String edges() {
        return sessionsByEdge.size()
                + (sessionsByEdge.size() == 1 ? " edge" : " edges")
                + " (sessions: "
                + String.join(" + ", sessionsByEdge.values().stream().map(String::valueOf).toList())
                + ")";
    }

    private static String latency(Histogram delivery) {
        return delivery.getTotalCount() == 0
                ? "nothing yet"
                : String.format(
                        Locale.ROOT,
                        "median %.1f ms, 99%% %.1f ms, longest %.1f ms",
                        delivery.getValueAtPercentile(50) / MICROS_OF_MILLI,
                        delivery.getValueAtPercentile(99) / MICROS_OF_MILLI,
                        delivery.getMaxValue() / MICROS_OF_MILLI);
    }
}
