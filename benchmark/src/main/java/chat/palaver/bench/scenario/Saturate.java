package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Outcome;
import chat.palaver.bench.report.Chart;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.ProcessUse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * As much as goes through: writers send the next message when the one before is answered. First
 * into one room, then from one to another in pairs.
 *
 * @param members of the room
 * @param pairs each may send 300 messages/s, since users are limited
 * @param window unanswered messages of one writer
 * @param textBytes of each message
 */
public record Saturate(int members, int pairs, int window, int textBytes) implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Does not matter here: nothing is sent at a rate. */
    private static final double ANY_RATE = 1;

    private record Load(
            String name, Crew crew, List<Flow> flows, Meter meter, long readers, double seconds) {}

    private record Flooded(Run run, Outcome outcome, List<ProcessUse> uses) {
        double delivered() {
            return outcome.delivery().all().getTotalCount();
        }

        double answered() {
            return outcome.answer().all().getTotalCount();
        }
    }

    @Override
    public Result run(Setting setting) throws Exception {
        Result.Builder result =
                new Result.Builder("saturate", "closed loop: what goes through at most")
                        .setting("members", members)
                        .setting("pairs", pairs)
                        .setting("window", window)
                        .setting("text", textBytes)
                        .setting("seconds", setting.seconds());
        room(setting, result);
        pairs(setting, result);
        return result.build();
    }

    private void room(Setting setting, Result.Builder result) throws Exception {
        Room room = new Room(members, ANY_RATE, textBytes, null);
        try (Crew crew = Crew.start(setting.workers(), members);
                Meter meter = Pair.meter(setting, crew)) {
            List<Flow> flows = room.seat(setting, crew);
            setting.progress().accept("saturate: a room of " + members);
            Flooded flooded =
                    flood(
                            setting,
                            new Load("room", crew, flows, meter, members, setting.seconds()),
                            result);
            double deliveries = flooded.delivered() / setting.seconds();
            double edges = cpu(flooded.uses(), "edge");
            result.figure(Figure.of("room deliveries/s", deliveries, "1/s"))
                    .figure(Figure.of("room messages/s", deliveries / members, "1/s"))
                    .figure(
                            Figure.of(
                                            "edge CPU a delivery",
                                            edges * 1e6 / flooded.delivered(),
                                            "us")
                                    .against(
                                            "bare Jetty send",
                                            setting.limits().value(Limits.SEND_CPU)))
                    .figure(
                            Figure.of(
                                    "load generator CPU a delivery",
                                    cpu(flooded.uses(), "load") * 1e6 / flooded.delivered(),
                                    "us"));
        }
    }

    private void pairs(Setting setting, Result.Builder result) throws Exception {
        Pair pair = new Pair(pairs, ANY_RATE, textBytes);
        try (Crew crew = Crew.start(setting.workers(), 2 * pairs);
                Meter meter = Pair.meter(setting, crew)) {
            List<Flow> flows = pair.seat(setting, crew);
            setting.progress().accept("saturate: " + pairs + " pairs");
            Sink sink = Sink.of(setting);
            double before = sink.kept();
            Flooded flooded =
                    flood(
                            setting,
                            new Load("pairs", crew, flows, meter, 1, setting.seconds()),
                            result);
            double rate = flooded.answered() / setting.seconds();
            result.figure(
                            Figure.of("one-to-one durable messages/s", rate, "1/s")
                                    .against("CQL writes/s", setting.limits().value(Limits.WRITES)))
                    .processes(flooded.uses(), flooded.answered(), setting.seconds());
            sink(result, sink, before, flooded, setting.seconds());
        }
    }

    /** How fast the rows were written meanwhile, and for how long after. */
    private static void sink(
            Result.Builder result, Sink sink, double before, Flooded flooded, int overSeconds)
            throws Exception {
        OptionalDouble done = sink.awaitKept(before + flooded.outcome().counts().answered());
        if (done.isPresent()) {
            double seconds = done.getAsDouble() - flooded.run().plan().epochNanos() / 1e9;
            double messages = flooded.outcome().counts().answered();
            double end = flooded.run().to(overSeconds) / 1e9;
            result.figure(Figure.of("rows/s of the sink", messages / seconds, "1/s"))
                    .figure(
                            Figure.of(
                                    "sink behind at the end",
                                    Math.max(0, done.getAsDouble() - end),
                                    "s"));
        } else {
            result.note("the sink's progress is not known, or it did not catch up in a minute");
        }
    }

    private Flooded flood(Setting setting, Load load, Result.Builder result)
            throws InterruptedException {
        double all = setting.warmUp() + load.seconds();
        Run run = Run.soon(setting.warmUp(), 0, setting.clock());
        load.crew().measure(run.plan());
        load.crew()
                .flood(load.flows(), window, Duration.ofMillis((long) (all * 1_000)), textBytes)
                .join();
        List<ProcessUse> uses = load.meter().between(run.from(), run.to(load.seconds()));
        Outcome sent = load.crew().collect(0);
        load.crew().settle(sent.sent() * load.readers(), sent.sent(), PATIENCE);
        Outcome outcome = load.crew().collect(0);
        long expected = (outcome.sent() - outcome.counts().refused()) * load.readers();
        report(result, load, outcome, expected);
        return new Flooded(run, outcome, uses);
    }

    private static void report(Result.Builder result, Load load, Outcome outcome, long expected) {
        result.distribution(Distribution.of(load.name() + " delivery", outcome.delivery().all()))
                .distribution(Distribution.of(load.name() + " answer", outcome.answer().all()))
                .chart(
                        new Chart(
                                load.name() + ": by second",
                                "s",
                                "/s",
                                false,
                                List.of(
                                        Charts.rate("deliveries", outcome.delivery()),
                                        Charts.rate("answers", outcome.answer()))))
                .flaw("lost", expected - outcome.counts().deliveries())
                .flaw(
                        "unanswered",
                        outcome.sent() - outcome.counts().answered() - outcome.counts().refused())
                .flaw("doubled", outcome.counts().doubled())
                .flaw("disordered", outcome.counts().disordered())
                .flaw("gaps", outcome.counts().gaps());
        outcome.counts().errors().forEach((code, n) -> result.note(n + " errors " + code));
        outcome.counts().closes().forEach((code, n) -> result.note(n + " closed: " + code));
    }

    private static double cpu(List<ProcessUse> uses, String kind) {
        return uses.stream()
                .filter(use -> use.name().startsWith(kind))
                .mapToDouble(ProcessUse::cpuSeconds)
                .sum();
    }
}
