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
    private static final int MOST_PAIRS = 100;
    private static final int MAKERS = 8;
    private static final int SAMPLES = 10;
    private static final long SINK_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_MILLIS = 20;
    private static final double MEBI = 1 << 20;
    private static final double MILLI = 1e6;

    public OwnLogs {
        counts = List.copyOf(counts);
    }

    /** Two people and their channels. */
    private record Couple(Person writer, Person reader, List<String> channels) {}

    /** A channel and when its creation was answered. */
    private record Made(Couple couple, String channel, long answered) {}

    @Override
    public Result run(Setting setting) throws Exception {
        Result.Builder result =
                new Result.Builder("own-logs", "many channels with a log of their own")
                        .setting("control", control)
                        .setting("counts", counts)
                        .setting("busy", busy)
                        .setting("messages/s", perSecond)
                        .setting("seconds", setting.seconds());
        List<Couple> couples = couples(setting);
        List<double[]> p99 = new ArrayList<>();
        List<double[]> p50 = new ArrayList<>();
        int made = 0;
        for (int count : counts) {
            List<Made> fresh = make(setting, couples, made, count);
            made = count;
            OpenLoop.Found found = step(setting, couples, fresh, count, result);
            Histogram delivery = found.outcome().delivery().all();
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
        List<Person> people = setting.people().make(2 * Math.min(most, MOST_PAIRS));
        List<Couple> couples = new ArrayList<>();
        for (int i = 0; i + 1 < people.size(); i += 2) {
            couples.add(new Couple(people.get(i), people.get(i + 1), new ArrayList<>()));
        }
        return couples;
    }

    private List<Made> make(Setting setting, List<Couple> couples, int from, int to)
            throws Exception {
        setting.progress().accept("own-logs: making channels " + from + " to " + to);
        ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
        try {
            List<Future<Made>> calls = new ArrayList<>();
            for (int i = from; i < to; i++) {
                Couple couple = couples.get(i % couples.size());
                calls.add(makers.submit(() -> made(couple)));
            }
            List<Made> made = new ArrayList<>();
            for (Future<Made> call : calls) {
                Made one = result(call);
                one.couple().channels().add(one.channel());
                made.add(one);
            }
            return made;
        } finally {
            makers.shutdownNow();
        }
    }

    private static Made result(Future<Made> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        }
    }

    private Made made(Couple couple) {
        Group group =
                Group.of(List.of(couple.writer(), couple.reader()), control ? "shared" : "own");
        return new Made(couple, group.channel(), System.nanoTime());
    }

    private OpenLoop.Found step(
            Setting setting,
            List<Couple> couples,
            List<Made> fresh,
            int count,
            Result.Builder result)
            throws Exception {
        String at = " at " + count;
        List<Couple> used = couples.stream().filter(each -> !each.channels().isEmpty()).toList();
        try (Crew crew = Crew.start(setting.workers(), 2 * used.size());
                Meter meter = Pair.meter(setting, crew)) {
            Crew.Taken taken = seat(setting, crew, used);
            assignment(setting, crew, taken, used, fresh, at, result);
            setting.progress().accept("own-logs: " + perSecond + " messages/s" + at);
            List<Flow> flows = new ArrayList<>();
            for (int i = 0; i < busy; i++) {
                Couple couple = used.get(i % used.size());
                String channel = couple.channels().get(i / used.size() % couple.channels().size());
                flows.add(new Flow(taken.seats().get(2 * (i % used.size())), channel));
            }
            OpenLoop loop = new OpenLoop(perSecond, TEXT_BYTES, 1);
            OpenLoop.Found found = loop.run(setting, crew, flows, meter);
            report(result, found, at);
            restart(setting, crew, at, result);
            return found;
        }
    }

    private static Crew.Taken seat(Setting setting, Crew crew, List<Couple> couples) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < couples.size(); i++) {
            Couple couple = couples.get(i);
            String awaited = couple.channels().get(couple.channels().size() - 1);
            places.add(Place.at(setting.edge(i), couple.writer().token(), awaited, false));
            places.add(Place.at(setting.edge(i + 1), couple.reader().token(), awaited, true));
        }
        Crew.Taken taken = crew.open(places, ENTRY);
        taken.entrance().orThrow();
        return taken;
    }

    /** From the answer to a creation to the channel's first message being in the history. */
    private static void assignment(
            Setting setting,
            Crew crew,
            Crew.Taken taken,
            List<Couple> couples,
            List<Made> fresh,
            String at,
            Result.Builder result)
            throws InterruptedException {
        // The newest: the sink may have taken the older ones while the rest were made.
        List<Made> samples = fresh.subList(Math.max(0, fresh.size() - SAMPLES), fresh.size());
        if (samples.isEmpty()) {
            return;
        }
        setting.progress().accept("own-logs: first messages" + at);
        List<Flow> flows = new ArrayList<>();
        for (Made made : samples) {
            Seat writer = taken.seats().get(2 * couples.indexOf(made.couple()));
            flows.add(new Flow(writer, made.channel()));
        }
        crew.measure(Run.soon(0, 0, setting.clock()).plan());
        crew.pace(flows, 1_000, flows.size(), TEXT_BYTES).join();
        Histogram times = Histograms.fine();
        for (Made made : samples) {
            if (awaitHistory(made)) {
                Histograms.record(times, System.nanoTime() - made.answered());
            } else {
                result.flaw("not in the history in a minute", 1);
            }
        }
        result.distribution(Distribution.of("creation to history" + at, times));
    }

    private static boolean awaitHistory(Made made) throws InterruptedException {
        ApiSession reader = made.couple().reader().api();
        long began = System.nanoTime();
        while (System.nanoTime() - began < SINK_NANOS) {
            if (!reader.latest(made.channel(), 1).messages().isEmpty()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return false;
    }

    private static void report(Result.Builder result, OpenLoop.Found found, String at) {
        Histogram delivery = found.outcome().delivery().all();
        result.distribution(Distribution.of("delivery" + at, delivery))
                .figure(
                        Figure.of(
                                "broker processors" + at,
                                found.cpuOf("kafka") / found.seconds(),
                                ""))
                .figure(Figure.of("broker resident" + at, resident(found.uses()), "MiB"));
        OpenLoop.flaws(result, found);
    }

    private static double resident(List<ProcessUse> uses) {
        return uses.stream()
                        .filter(use -> use.name().startsWith("kafka"))
                        .mapToLong(ProcessUse::residentBytes)
                        .sum()
                / MEBI;
    }

    /** The last edge ends and starts again; its clients wait at the door. */
    private static void restart(Setting setting, Crew crew, String at, Result.Builder result)
            throws Exception {
        if (setting.data().isEmpty()) {
            return;
        }
        String edge = "edge-" + setting.edges().size();
        setting.progress().accept("own-logs: " + edge + " starts again" + at);
        crew.drop();
        double seconds = Restart.of(setting.data().get(), edge);
        Entrance entrance = crew.reopen(1_000, ENTRY);
        result.figure(Figure.of("start of an edge" + at, seconds, "s"))
                .distribution(Distribution.of("reconnect" + at, entrance.times()))
                .flaw("not back", entrance.missing());
    }
}
