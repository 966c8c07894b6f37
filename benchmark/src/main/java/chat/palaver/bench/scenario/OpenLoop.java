package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Outcome;
import chat.palaver.bench.hops.HopBudget;
import chat.palaver.bench.hops.HopProbe;
import chat.palaver.bench.measure.Schedule;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.ProcessUse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A steady rate of messages and what became of each.
 *
 * @param perSecond messages
 * @param textBytes of each
 * @param readers listening seats that each message is to reach
 * @param answers that each gets: 1, or 0 of a server that does not answer
 */
public record OpenLoop(double perSecond, int textBytes, int readers, int answers) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Seconds before the timed part at which the hops are looked at: looking costs something. */
    private static final double LOOK_AHEAD = 0.5;

    /** Of messages that are answered. */
    public OpenLoop(double perSecond, int textBytes, int readers) {
        this(perSecond, textBytes, readers, 1);
    }

    /**
     * What a run found.
     *
     * @param hops of its messages, if the system is on this machine; empty without any
     */
    public record Found(
            Outcome outcome,
            int messages,
            int warmUpMessages,
            int readers,
            int answers,
            List<ProcessUse> uses,
            double seconds,
            Optional<HopBudget> hops) {
        /** Messages that were timed. */
        public int measured() {
            return messages - warmUpMessages;
        }

        /** Deliveries that did not come of what was not refused. */
        public long lost() {
            long refused = outcome.counts().refused() * readers;
            return (long) messages * readers - refused - outcome.counts().deliveries();
        }

        /** Sends without an answer, where there are any. */
        public long unanswered() {
            return answers * (long) messages
                    - outcome.counts().answered()
                    - outcome.counts().refused();
        }

        /** CPU seconds of all processes of a kind. */
        public double cpuOf(String kind) {
            return uses.stream()
                    .filter(use -> use.name().startsWith(kind))
                    .mapToDouble(ProcessUse::cpuSeconds)
                    .sum();
        }
    }

    /** Sends, waits for everything to arrive, collects. */
    public Found run(Setting setting, Crew crew, List<Flow> flows, Meter meter)
            throws InterruptedException {
        int messages = Schedule.messages(perSecond, setting.warmUp() + (double) setting.seconds());
        int warmUp = Schedule.messages(perSecond, setting.warmUp());
        int spans = readers > 1 ? messages : 0;
        Run run = Run.soon(setting.warmUp(), spans, setting.clock());
        crew.measure(run.plan());
        CompletableFuture<Void> sending = crew.pace(flows, perSecond, messages, textBytes);
        run.awaitEnd(-LOOK_AHEAD);
        Optional<HopBudget> before = hops(setting);
        sending.join();
        run.awaitEnd(setting.seconds());
        long expected = (long) messages * readers;
        crew.settle(expected, (long) messages * answers, PATIENCE);
        List<ProcessUse> uses = meter.between(run.from(), run.to(setting.seconds()));
        Optional<HopBudget> hops =
                before.flatMap(earlier -> hops(setting).map(now -> now.since(earlier)))
                        .filter(budget -> budget.whole() > 0);
        return new Found(
                crew.collect(spans),
                messages,
                warmUp,
                readers,
                answers,
                uses,
                setting.seconds(),
                hops);
    }

    private static Optional<HopBudget> hops(Setting setting) {
        return setting.data().flatMap(data -> new HopProbe(data).look());
    }

    /** Adds what every open loop reports. */
    public void report(Result.Builder result, Found found) {
        Outcome outcome = found.outcome();
        result.distribution(Distribution.of("delivery", outcome.delivery().all()))
                .distribution(Distribution.of("answer (sent)", outcome.answer().all()))
                .distribution(Distribution.of("load generator's own lag", outcome.lag().all()));
        Map<String, Histogram> all = new LinkedHashMap<>();
        all.put("delivery", outcome.delivery().all());
        all.put("answer", outcome.answer().all());
        result.chart(Charts.quantiles("latency", all))
                .chart(Charts.overTime("delivery", outcome.delivery()));
        flaws(result, found);
        found.hops().ifPresent(hops -> result.hops(hops.lines()));
        result.processes(found.uses(), found.measured(), found.seconds());
    }

    /** Adds what must not be. */
    public static void flaws(Result.Builder result, Found found) {
        result.flaw("lost", found.lost())
                .flaw("unanswered", found.unanswered())
                .flaw("refused", found.outcome().counts().refused())
                .flaw("doubled", found.outcome().counts().doubled())
                .flaw("disordered", found.outcome().counts().disordered())
                .flaw("gaps", found.outcome().counts().gaps());
        found.outcome().counts().errors().forEach((code, n) -> result.note(n + " errors " + code));
        found.outcome()
                .counts()
                .closes()
                .forEach((code, n) -> result.note(n + " connections closed: " + code));
    }

    /** Waits so many seconds. */
    static void pause(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) (seconds * 1_000));
    }
}
