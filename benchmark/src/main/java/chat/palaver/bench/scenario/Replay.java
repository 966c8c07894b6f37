package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Line;
import chat.palaver.bench.crew.Outcome;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.demo.script.LogFolder;
import chat.palaver.demo.script.Pace;
import chat.palaver.demo.script.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * People who really talked to each other: the lines of IRC logs, at the times at which they were
 * said, or so many times as fast. Bursts and silences are as they were.
 *
 * @param logs folder of {@code .txt} or {@code .log} files, plain or {@code .gz}
 * @param speed 1 to 1,000
 * @param nicks most people; what others said is left out
 */
public record Replay(Path logs, double speed, int nicks) implements Scenario {
    private static final int MOST_LINES = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public Replay {
        if (!(speed >= 1 && speed <= 1_000)) {
            throw new IllegalArgumentException("speed: 1 to 1,000, not " + speed);
        }
    }

    @Override
    public Result run(Setting setting) throws Exception {
        Script script = read(logs, nicks);
        double all = setting.warmUp() + (double) setting.seconds();
        List<Line> lines = lines(script, speed, all);
        int members = script.nicks().size();
        Group group = Group.of(setting.people().make(members), null);
        try (Crew crew = Crew.start(setting.workers(), members);
                Meter meter = Pair.meter(setting, crew)) {
            List<Flow> flows = Seating.of(setting, crew, group, members, true);
            setting.progress().accept("replay: " + lines.size() + " lines to " + members);
            Run run = Run.soon(setting.warmUp(), 0, setting.clock());
            crew.measure(run.plan());
            crew.play(flows, lines).join();
            run.awaitEnd(setting.seconds());
            crew.settle((long) lines.size() * members, lines.size(), PATIENCE);
            Outcome outcome = crew.collect(0);
            Result.Builder result =
                    new Result.Builder("replay", "chat logs, as they were said")
                            .setting("speed", speed)
                            .setting("people", members)
                            .setting("lines", lines.size());
            report(result, setting, outcome, (long) lines.size() * members);
            double measured = outcome.answer().all().getTotalCount();
            return result.processes(
                            meter.between(run.from(), run.to(setting.seconds())),
                            measured,
                            setting.seconds())
                    .build();
        }
    }

    /**
     * The words of a folder.
     *
     * @throws IOException also when nobody says anything there
     */
    static Script read(Path logs, int nicks) throws IOException {
        Script.Writer writer = new Script.Writer(MOST_LINES, nicks);
        new LogFolder(logs).read(0, writer::add);
        Script script = writer.script();
        if (script.lines().isEmpty()) {
            throw new IOException("nobody says anything in " + logs);
        }
        return script;
    }

    /** What is due within so many seconds. */
    static List<Line> lines(Script script, double speed, double seconds) {
        long[] due = new Pace(0, speed).due(script.lines());
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < due.length && due[i] < seconds * 1e9; i++) {
            Script.Line said = script.lines().get(i);
            lines.add(new Line(TimeUnit.NANOSECONDS.toMicros(due[i]), said.speaker(), said.text()));
        }
        return lines;
    }

    private static void report(
            Result.Builder result, Setting setting, Outcome outcome, long expected) {
        var delivery = outcome.delivery();
        result.distribution(Distribution.of("delivery", delivery.all()))
                .distribution(Distribution.of("answer (sent)", outcome.answer().all()))
                .distribution(Distribution.of("load generator's own lag", outcome.lag().all()))
                .figure(
                        Figure.of(
                                "deliveries/s",
                                delivery.all().getTotalCount() / (double) setting.seconds(),
                                "1/s"))
                .figure(
                        Figure.of(
                                        "delivery p50",
                                        delivery.all().getValueAtPercentile(50) / 1e6,
                                        "ms")
                                .against(
                                        "two Kafka hops",
                                        setting.limits().value(Limits.TWO_HOPS_P50)))
                .chart(Charts.overTime("delivery", delivery))
                .flaw("lost", expected - outcome.counts().deliveries())
                .flaw("refused", outcome.counts().refused())
                .flaw("doubled", outcome.counts().doubled())
                .flaw("disordered", outcome.counts().disordered())
                .flaw("gaps", outcome.counts().gaps());
        outcome.counts().errors().forEach((code, n) -> result.note(n + " errors " + code));
    }
}
