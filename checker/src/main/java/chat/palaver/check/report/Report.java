package chat.palaver.check.report;

import chat.palaver.check.invariant.FaultReport;
import chat.palaver.check.invariant.Figures;
import chat.palaver.check.invariant.Invariant;
import chat.palaver.check.invariant.MoveReport;
import chat.palaver.check.invariant.Verdict;
import chat.palaver.check.invariant.Violation;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A verdict for people and for programs.
 *
 * @param evidence the lines of the history that show each violation
 * @param whereabouts where records that are missing were found, by channel and position
 */
public record Report(
        Verdict verdict,
        Map<Violation, List<String>> evidence,
        Map<Violation, List<String>> whereabouts) {
    private static final int SHOWN = 5;
    private static final int LINES = 12;

    /** In words, short enough for a terminal; the JSON has all of it. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        Figures figures = verdict.figures();
        words.add(
                String.format(
                        Locale.ROOT,
                        "seed %d: %d messages sent in %d attempts, %d (%.1f %%) through more than"
                                + " one edge; %d acknowledged, %d refused, %d unknown (%d of them"
                                + " appeared)",
                        verdict.seed(),
                        figures.sends(),
                        figures.attempts(),
                        figures.elsewhere(),
                        100.0 * figures.elsewhere() / Math.max(1, figures.sends()),
                        figures.acknowledged(),
                        figures.refused(),
                        figures.unknown(),
                        figures.unknownAppeared()));
        words.add(
                String.format(
                        Locale.ROOT,
                        "lost %d, doubled %d, out of order %d; %d deliveries of %d records,"
                                + " undelivered at most %d; presence compared %d times",
                        figures.lost(),
                        figures.doubled(),
                        figures.outOfOrder(),
                        figures.deliveries(),
                        figures.records(),
                        figures.undeliveredMost(),
                        figures.presenceCompared()));
        words.add(
                "answered after "
                        + millis(figures.answerMedian())
                        + " (median), "
                        + millis(figures.answer99())
                        + " (99 %)");
        moveWords(words);
        faultWords(words);
        violationWords(words);
        words.add(
                verdict.isGood()
                        ? "good: " + "every invariant holds"
                        : verdict.counts().isEmpty()
                                ? "not good: the history has no end"
                                : "violated: " + verdict.counts());
        return words;
    }

    private void moveWords(List<String> words) {
        MoveReport moves = verdict.moves();
        if (moves.asked() == 0 && moves.passed() == 0) {
            return;
        }
        words.add(
                String.format(
                        Locale.ROOT,
                        "logs asked %d times to move, seen to have moved %d times, moved between"
                                + " records %d times; longest pause at a move: %s to an answer, %s"
                                + " to a delivery; with a fault at work %s, %s",
                        moves.asked(),
                        moves.shown(),
                        moves.passed(),
                        millis(moves.answered().quiet()),
                        millis(moves.delivered().quiet()),
                        millis(moves.answered().disturbed()),
                        millis(moves.delivered().disturbed())));
    }

    private void faultWords(List<String> words) {
        if (verdict.faults().isEmpty()) {
            return;
        }
        words.add(
                String.format(
                        "%-28s %-30s %6s %5s %6s %7s %10s %10s %10s %10s",
                        "fault", "target", "acked", "lost", "unansw", "undeliv", "lasted", "waited",
                        "to none", "errors"));
        for (FaultReport fault : verdict.faults()) {
            words.add(
                    String.format(
                            "%-28s %-30s %6d %5d %6d %7d %10s %10s %10s %10s",
                            fault.fault(),
                            fault.target(),
                            fault.acknowledged(),
                            fault.lost(),
                            fault.unanswered(),
                            fault.undeliveredMost(),
                            millis(fault.faulty()),
                            millis(fault.longestWait()),
                            fault.timeToNone().map(Report::millis).orElse("never"),
                            millis(fault.errorWindow())));
        }
        words.add(
                "time to none over all faults: median "
                        + quantile(0.5).map(Report::millis).orElse("-")
                        + ", 99 % "
                        + quantile(0.99).map(Report::millis).orElse("-"));
    }

    private Optional<Duration> quantile(double q) {
        Duration[] times =
                verdict.faults().stream()
                        .map(FaultReport::timeToNone)
                        .flatMap(Optional::stream)
                        .sorted()
                        .toArray(Duration[]::new);
        int index = (int) Math.ceil(q * times.length) - 1;
        return Arrays.stream(times).skip(Math.max(0, index)).findFirst();
    }

    private void violationWords(List<String> words) {
        for (Invariant invariant : Invariant.values()) {
            if (!verdict.counts().containsKey(invariant)) {
                continue;
            }
            words.add(
                    invariant
                            + " violated "
                            + verdict.counts().get(invariant)
                            + " times: "
                            + invariant.words());
            verdict.violations().stream()
                    .filter(violation -> violation.invariant() == invariant)
                    .limit(SHOWN)
                    .forEach(violation -> violationWords(words, violation));
        }
    }

    private void violationWords(List<String> words, Violation violation) {
        String where =
                Stream.of(violation.channel(), violation.device(), violation.id())
                        .filter(word -> word != null)
                        .reduce("", (a, b) -> a + " " + b);
        words.add(
                String.format(
                        Locale.ROOT,
                        "  %s at %.3f s:%s %s: %s",
                        violation.invariant(),
                        violation.at() / 1e6,
                        where,
                        violation.positions(),
                        violation.what()));
        whereabouts.getOrDefault(violation, List.of()).forEach(line -> words.add("    " + line));
        evidence.getOrDefault(violation, List.of()).stream()
                .limit(LINES)
                .forEach(line -> words.add("      " + line));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    /** All of it. */
    public ObjectNode json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("good", verdict.isGood()).put("complete", verdict.complete());
        json.put("seed", verdict.seed());
        ObjectNode parameters = json.putObject("parameters");
        verdict.parameters().forEach(parameters::put);
        figures(json.putObject("figures"));
        quantile(0.5).ifPresent(d -> json.put("timeToNoneP50Millis", d.toMillis()));
        quantile(0.99).ifPresent(d -> json.put("timeToNoneP99Millis", d.toMillis()));
        moves(json.putObject("moves"), verdict.moves());
        ArrayNode faults = json.putArray("faults");
        verdict.faults().forEach(fault -> fault(faults.addObject(), fault));
        ObjectNode counts = json.putObject("violated");
        verdict.counts().forEach((invariant, count) -> counts.put(invariant.name(), count));
        ArrayNode violations = json.putArray("violations");
        verdict.violations().forEach(one -> violation(violations.addObject(), one));
        return json;
    }

    private void figures(ObjectNode json) {
        Figures figures = verdict.figures();
        json.put("sends", figures.sends())
                .put("attempts", figures.attempts())
                .put("elsewhere", figures.elsewhere())
                .put("acknowledged", figures.acknowledged())
                .put("lost", figures.lost())
                .put("doubled", figures.doubled())
                .put("outOfOrder", figures.outOfOrder())
                .put("refused", figures.refused())
                .put("unknown", figures.unknown())
                .put("unknownAppeared", figures.unknownAppeared())
                .put("deliveries", figures.deliveries())
                .put("records", figures.records())
                .put("undeliveredMost", figures.undeliveredMost())
                .put("presenceCompared", figures.presenceCompared())
                .put("answerMedianMicros", figures.answerMedian().toNanos() / 1_000)
                .put("answer99Micros", figures.answer99().toNanos() / 1_000)
                .put("seconds", figures.span().toSeconds());
    }

    private static void moves(ObjectNode json, MoveReport moves) {
        json.put("asked", moves.asked())
                .put("shown", moves.shown())
                .put("passed", moves.passed())
                .put("answerMillis", moves.answered().quiet().toMillis())
                .put("deliveryMillis", moves.delivered().quiet().toMillis())
                .put("answerInFaultMillis", moves.answered().disturbed().toMillis())
                .put("deliveryInFaultMillis", moves.delivered().disturbed().toMillis());
    }

    private static void fault(ObjectNode json, FaultReport fault) {
        json.put("fault", fault.fault())
                .put("target", fault.target())
                .put("acknowledged", fault.acknowledged())
                .put("lost", fault.lost())
                .put("unanswered", fault.unanswered())
                .put("undeliveredMost", fault.undeliveredMost())
                .put("lastedMillis", fault.faulty().toMillis())
                .put("longestWaitMillis", fault.longestWait().toMillis())
                .put("errorWindowMillis", fault.errorWindow().toMillis());
        fault.timeToNone().ifPresent(d -> json.put("timeToNoneMillis", d.toMillis()));
    }

    private void violation(ObjectNode json, Violation violation) {
        json.put("invariant", violation.invariant().name())
                .put("atMicros", violation.at())
                .put("what", violation.what())
                .put("channel", violation.channel())
                .put("device", violation.device())
                .put("id", violation.id());
        violation.positions().forEach(json.putArray("positions")::add);
        whereabouts.getOrDefault(violation, List.of()).forEach(json.putArray("found")::add);
        evidence.getOrDefault(violation, List.of()).forEach(json.putArray("lines")::add);
    }

    /** Writes {@code report.txt} and {@code report.json}. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("report.txt"), words());
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(folder.resolve("report.json").toFile(), json());
    }
}
