package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Entrance;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Place;
import chat.palaver.bench.crew.Seat;
import chat.palaver.bench.measure.Histograms;
import chat.palaver.bench.report.Chart;
import chat.palaver.bench.report.Curve;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.Person;
import chat.palaver.bench.target.ProcessUse;
import chat.palaver.bench.target.Restart;
import chat.palaver.client.api.ApiSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What many channels with a log of their own cost, of which few are busy: at 10, 100 and 1,000 of
 * them, or other counts.
 *
 * @param counts of such channels, rising
 * @param busy of them, in each step
 * @param perSecond messages to all busy ones together
 * @param control whether they are in the shared log instead, to have something to compare with
 */
public record OwnLogs(List<Integer> counts, int busy, double perSecond, boolean control)
        implements Scenario {
    private static final Duration ENTRY = Duration.ofMinutes(5);
    private static final int TEXT_BYTES = 80;
    private static final int MOST_COUPLES = 100;
    private static final int MAKERS = 8;

    /** Channels of each step whose way into the history is timed, one after another. */
    private static final int SAMPLES = 10;

    private static final long SINK_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_MILLIS = 10;
    private static final int BACK_AT_ONCE = 1_000;
    private static final double MEBI = 1 << 20;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;

    public OwnLogs {
        counts = List.copyOf(counts);
    }

    /** Two people and their channels. */
    private record Couple(Person writer, Person reader, List<String> channels) {
        ApiSession readersView() {
            return reader.api();
        }
    }

    /** What lasts over the steps. */
    private record Stage(Setting setting, List<Couple> couples, Result.Builder result) {}

    /** One step. */
    private record Step(Stage stage, int count, Crew crew, List<Seat> writers, Meter meter) {
        String at() {
            return " at " + count;
        }

        void say(String words) {
            stage.setting().progress().accept("own-logs: " + words + at());
        }

        Couple couple(int index) {
            return stage.couples().get(index % stage.couples().size());
        }

        Seat writer(int index) {
            return writers.get(index % writers.size());
        }
    }

    @Override
    public Result run(Setting setting) throws Exception {
        Result.Builder result =
                new Result.Builder("own-logs", "many channels with a log of their own")
                        .setting("counts", counts)
                        .setting("busy", busy)
                        .setting("messages/s", perSecond)
                        .setting("control", control)
                        .setting("seconds", setting.seconds());
        Stage stage = new Stage(setting, couples(setting), result);
        List<double[]> p50 = new ArrayList<>();
        List<double[]> p99 = new ArrayList<>();
        int made = 0;
        for (int count : counts) {
            Histogram delivery = step(stage, made, count);
            made = count;
            p50.add(new double[] {Math.log10(count), delivery.getValueAtPercentile(50) / MILLI});
            p99.add(new double[] {Math.log10(count), delivery.getValueAtPercentile(99) / MILLI});
        }
        return result.chart(
                        new Chart(
                                "delivery by number of own logs",
                                "log10 of their number",
                                "ms",
                                true,
                                List.of(new Curve("p50", p50), new Curve("p99", p99))))
                .build();
    }

    private List<Couple> couples(Setting setting) {
        int most = counts.stream().max(Integer::compare).orElse(0);
        List<Person> people = setting.people().make(2 * Math.min(most, MOST_COUPLES));
        List<Couple> couples = new ArrayList<>();
        for (int i = 0; i + 1 < people.size(); i += 2) {
            couples.add(new Couple(people.get(i), people.get(i + 1), new ArrayList<>()));
        }
        return couples;
    }

    private Histogram step(Stage stage, int from, int to) throws Exception {
        Setting setting = stage.setting();
        int connections = 2 * stage.couples().size();
        try (Crew crew = Crew.start(setting.workers(), connections);
                Meter meter = Pair.meter(setting, crew)) {
            Step step = new Step(stage, to, crew, seat(stage, crew), meter);
            int samples = Math.min(SAMPLES, to - from);
            step.say("making channels from " + from);
            make(step, from, to - samples);
            step.say("first messages");
            assignment(step, to - samples, to);
            step.say(perSecond + " messages/s");
            List<Flow> flows = new ArrayList<>();
            for (int i = 0; i < busy; i++) {
                List<String> channels = step.couple(i).channels();
                String channel = channels.get(i / stage.couples().size() % channels.size());
                flows.add(new Flow(step.writer(i), channel));
            }
            OpenLoop.Found found =
                    new OpenLoop(perSecond, TEXT_BYTES, 1).run(setting, crew, flows, meter);
            report(step, found);
            restart(step);
            return found.outcome().delivery().all();
        }
    }

    /** Connects all; the seats of the writers. */
    private static List<Seat> seat(Stage stage, Crew crew) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < stage.couples().size(); i++) {
            Couple couple = stage.couples().get(i);
            Setting setting = stage.setting();
            places.add(Place.at(setting.edge(i), couple.writer()::token, null, false));
            places.add(Place.at(setting.edge(i + 1), couple.reader()::token, null, true));
        }
        Crew.Taken taken = crew.open(places, ENTRY);
        taken.entrance().orThrow();
        List<Seat> writers = new ArrayList<>();
        for (int i = 0; i < taken.seats().size(); i += 2) {
            writers.add(taken.seats().get(i));
        }
        return writers;
    }

    private void make(Step step, int from, int to) throws InterruptedException {
        ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
        try {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = from; i < to; i++) {
                Couple couple = step.couple(i);
                calls.add(makers.submit(() -> made(couple)));
            }
            for (int i = from; i < to; i++) {
                step.couple(i).channels().add(result(calls.get(i - from)));
            }
        } finally {
            makers.shutdownNow();
        }
    }

    private static String result(Future<String> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
    }

    private String made(Couple couple) {
        List<Person> both = List.of(couple.writer(), couple.reader());
        return Group.of(both, control ? "shared" : "own").channel();
    }

    /** From the answer to a creation to the channel's first message being in the history. */
    private void assignment(Step step, int from, int to) throws InterruptedException {
        Histogram creation = Histograms.fine();
        Histogram history = Histograms.fine();
        for (int i = from; i < to; i++) {
            Couple couple = step.couple(i);
            long asked = System.nanoTime();
            String channel = made(couple);
            long answered = System.nanoTime();
            couple.channels().add(channel);
            Histograms.record(creation, answered - asked);
            step.crew().measure(Run.now(step.stage().setting().clock()).plan());
            Flow first = new Flow(step.writer(i), channel);
            step.crew().pace(List.of(first), 1, 1, TEXT_BYTES).join();
            if (awaitHistory(couple, channel)) {
                Histograms.record(history, System.nanoTime() - answered);
            } else {
                step.stage().result().flaw("not in the history in a minute", 1);
                step.stage().result().note(channel + ": " + step.crew().counts());
            }
        }
        step.stage()
                .result()
                .distribution(Distribution.of("creation" + step.at(), creation))
                .distribution(Distribution.of("then to history" + step.at(), history));
    }

    private static boolean awaitHistory(Couple couple, String channel) throws InterruptedException {
        ApiSession reader = couple.readersView();
        long began = System.nanoTime();
        while (System.nanoTime() - began < SINK_NANOS) {
            if (!reader.latest(channel, 1).messages().isEmpty()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return false;
    }

    private static void report(Step step, OpenLoop.Found found) {
        double processors = found.cpuOf("kafka") / found.seconds();
        step.stage()
                .result()
                .distribution(
                        Distribution.of("delivery" + step.at(), found.outcome().delivery().all()))
                .figure(Figure.of("broker processors" + step.at(), processors, ""))
                .figure(Figure.of("broker resident" + step.at(), resident(found.uses()), "MiB"));
        OpenLoop.flaws(step.stage().result(), found);
    }

    private static double resident(List<ProcessUse> uses) {
        return uses.stream()
                        .filter(use -> use.name().startsWith("kafka"))
                        .mapToLong(ProcessUse::residentBytes)
                        .sum()
                / MEBI;
    }

    /** The last edge ends and starts again; then everybody comes back at once. */
    private static void restart(Step step) throws Exception {
        Setting setting = step.stage().setting();
        if (setting.data().isEmpty()) {
            return;
        }
        String edge = "edge-" + setting.edges().size();
        step.say(edge + " starts again");
        step.crew().drop();
        double seconds = Restart.of(setting.data().get(), edge);
        Entrance entrance = step.crew().reopen(BACK_AT_ONCE, ENTRY);
        step.stage()
                .result()
                .figure(Figure.of("start of an edge" + step.at(), seconds, "s"))
                .figure(
                        Figure.of(
                                "all back" + step.at(),
                                entrance.times().getMaxValue() / SECOND,
                                "s"))
                .flaw("not back", entrance.missing());
    }
}
