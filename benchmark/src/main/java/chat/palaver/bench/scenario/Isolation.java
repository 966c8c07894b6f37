package chat.palaver.bench.scenario;

import chat.palaver.bench.burn.BurnMain;
import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.SideProcess;
import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.report.Chart;
import chat.palaver.bench.report.Curve;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.Person;
import chat.palaver.bench.target.ProcessUse;
import chat.palaver.bench.target.ServiceMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a large room troubles others, and whether less so with a log of its own. Pairs write to
 * each other, in turn alone, beside the room in a shared log, beside the same room in its own, and
 * beside a process that burns as much CPU as the room in its own log costs: what is left above the
 * last is not the processors' doing.
 *
 * @param members of the room, online all the time
 * @param roomPerSecond messages to it
 * @param pairs others
 * @param pairsPerSecond messages of all pairs
 * @param rounds of all four, the median of which counts
 * @param control whether the second room is in the shared log too: what is seen between two equal
 *     ones is noise
 */
public record Isolation(
        int members,
        double roomPerSecond,
        int pairs,
        double pairsPerSecond,
        int rounds,
        boolean control)
        implements Scenario {
    private static final int TEXT_BYTES = 80;
    private static final int WRITERS = 10;
    private static final double MILLI = 1e6;

    private enum Neighbour {
        ALONE,
        SHARED,
        OWN,
        BURN;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** All that lasts over the rounds. */
    private record Stage(
            Setting setting,
            Crew pairs,
            List<Flow> pairFlows,
            Crew room,
            Map<Neighbour, List<Flow>> roomFlows,
            Meter meter,
            double ownLogsBefore) {}

    /**
     * One round of one neighbour.
     *
     * @param room what became of its messages, where there was one
     * @param processors busy, of all processes
     */
    private record Round(OpenLoop.Found pair, Optional<OpenLoop.Found> room, double processors) {
        Round beside(OpenLoop.Found found) {
            return new Round(pair, Optional.of(found), processors);
        }

        double p99() {
            return pair.outcome().delivery().all().getValueAtPercentile(99) / MILLI;
        }
    }

    @Override
    public Result run(Setting setting) throws Exception {
        Pair pair = new Pair(pairs, pairsPerSecond, TEXT_BYTES);
        try (Crew pairCrew = Crew.start(1, 2 * pairs);
                Crew roomCrew = Crew.start(setting.workers(), members);
                Meter meter = meter(setting, pairCrew, roomCrew)) {
            List<Flow> flows = pair.seat(setting, pairCrew);
            double before = ownLogs(setting);
            Map<Neighbour, List<Flow>> rooms = rooms(setting, roomCrew);
            Stage stage = new Stage(setting, pairCrew, flows, roomCrew, rooms, meter, before);
            Map<Neighbour, List<Round>> all = rounds(stage);
            return result(all);
        }
    }

    private static Meter meter(Setting setting, Crew pairs, Crew room) throws Exception {
        Map<String, Long> pids = new HashMap<>(setting.pids());
        pairs.pids().forEach((name, pid) -> pids.put("pair-" + name, pid));
        room.pids().forEach((name, pid) -> pids.put("room-" + name, pid));
        return new Meter(new TreeMap<>(pids));
    }

    /** Two rooms of the same people, each connected once. */
    private Map<Neighbour, List<Flow>> rooms(Setting setting, Crew crew) {
        setting.progress().accept("isolation: making two rooms of " + members);
        List<Person> people = setting.people().make(members);
        Group shared = Group.of(people, "shared");
        Group own = Group.of(people, control ? "shared" : "own");
        setting.progress().accept("isolation: connecting " + members);
        List<Flow> flows = Seating.of(setting, crew, own, members, true);
        List<Flow> writers = flows.subList(0, Math.min(WRITERS, flows.size()));
        Map<Neighbour, List<Flow>> rooms = new EnumMap<>(Neighbour.class);
        rooms.put(Neighbour.OWN, writers);
        rooms.put(
                Neighbour.SHARED,
                writers.stream().map(flow -> new Flow(flow.seat(), shared.channel())).toList());
        return rooms;
    }

    private Map<Neighbour, List<Round>> rounds(Stage stage) throws Exception {
        Map<Neighbour, List<Round>> all = new EnumMap<>(Neighbour.class);
        for (Neighbour each : Neighbour.values()) {
            all.put(each, new ArrayList<>());
        }
        for (int i = 1; i <= rounds; i++) {
            for (Neighbour each : Neighbour.values()) {
                double burn = each == Neighbour.BURN ? cost(all) : 0;
                Round round = round(stage, each, burn);
                if (each == Neighbour.SHARED) {
                    requireSharedLog(stage);
                }
                all.get(each).add(round);
                stage.setting()
                        .progress()
                        .accept(
                                String.format(
                                        Locale.ROOT,
                                        "isolation: round %d of %d, %s: p99 %.2f ms",
                                        i,
                                        rounds,
                                        each.label(),
                                        round.p99()));
            }
        }
        return all;
    }

    /** A room as large as this may get a log of its own: then there is nothing to compare. */
    private void requireSharedLog(Stage stage) throws IOException, InterruptedException {
        double more = ownLogs(stage.setting()) - stage.ownLogsBefore();
        if (more > (control ? 0 : stage.setting().edges().size())) {
            throw new IllegalStateException(
                    "The room in the shared log has got a log of its own: start the system with"
                            + " --own-logs-from above "
                            + members);
        }
    }

    /** Own logs that the edges read, by their own count; 0 if that is not known. */
    private static double ownLogs(Setting setting) throws IOException, InterruptedException {
        Optional<ServiceMetrics> metrics = setting.data().map(ServiceMetrics::new);
        return metrics.isPresent() ? metrics.get().sum("edge", "palaver_edge_own_logs") : 0;
    }

    /** Processors that the room in its own log has kept busy beyond the pairs alone. */
    private static double cost(Map<Neighbour, List<Round>> all) {
        return Math.max(0, processors(all, Neighbour.OWN) - processors(all, Neighbour.ALONE));
    }

    private static double processors(Map<Neighbour, List<Round>> all, Neighbour neighbour) {
        return Median.of(all.get(neighbour).stream().map(Round::processors).toList());
    }

    private Round round(Stage stage, Neighbour neighbour, double burn) throws Exception {
        if (neighbour == Neighbour.BURN && burn > 0) {
            List<String> arguments = List.of(String.valueOf(burn));
            try (SideProcess process = SideProcess.start(BurnMain.class, arguments)) {
                process.line();
                return pairs(stage);
            }
        }
        List<Flow> flows = stage.roomFlows().get(neighbour);
        if (flows == null) {
            return pairs(stage);
        }
        OpenLoop loop = new OpenLoop(roomPerSecond, TEXT_BYTES, members);
        Beside<OpenLoop.Found> room =
                Beside.begin(() -> loop.run(stage.setting(), stage.room(), flows, stage.meter()));
        Round round = pairs(stage);
        return round.beside(room.end());
    }

    private Round pairs(Stage stage) throws InterruptedException {
        OpenLoop loop = new OpenLoop(pairsPerSecond, TEXT_BYTES, 1);
        OpenLoop.Found found =
                loop.run(stage.setting(), stage.pairs(), stage.pairFlows(), stage.meter());
        double cpu = found.uses().stream().mapToDouble(ProcessUse::cpuSeconds).sum();
        return new Round(found, Optional.empty(), cpu / found.seconds());
    }

    private Result result(Map<Neighbour, List<Round>> all) {
        Result.Builder result =
                new Result.Builder("isolation", "pairs beside a large room")
                        .setting("members", members)
                        .setting("room messages/s", roomPerSecond)
                        .setting("pairs", pairs)
                        .setting("pair messages/s", pairsPerSecond)
                        .setting("rounds", rounds)
                        .setting("control", control);
        List<Curve> curves = new ArrayList<>();
        double burn = p99(all, Neighbour.BURN);
        double alone = p99(all, Neighbour.ALONE);
        for (Neighbour each : Neighbour.values()) {
            Latencies together = new Latencies();
            Latencies rooms = new Latencies();
            List<double[]> points = new ArrayList<>();
            for (Round round : all.get(each)) {
                together.add(round.pair().outcome().delivery().encoded());
                points.add(new double[] {points.size() + 1, round.p99()});
                OpenLoop.flaws(result, round.pair());
                round.room().ifPresent(room -> OpenLoop.flaws(result, room));
                round.room().ifPresent(room -> rooms.add(room.outcome().delivery().encoded()));
            }
            if (rooms.all().getTotalCount() > 0) {
                result.distribution(Distribution.of("room, " + each.label(), rooms.all()));
            }
            curves.add(new Curve(each.label(), points));
            result.distribution(Distribution.of("pair, " + each.label(), together.all()))
                    .figure(
                            Figure.of("median p99, " + each.label(), p99(all, each), "ms")
                                    .against("burn", burn))
                    .figure(
                            Figure.of("median p99, " + each.label(), p99(all, each), "ms")
                                    .against("alone", alone))
                    .figure(
                            Figure.of(
                                    "processors busy, " + each.label(), processors(all, each), ""));
        }
        return result.figure(Figure.of("processors the room in its own log costs", cost(all), ""))
                .chart(new Chart("p99 of pairs by round", "round", "ms", true, curves))
                .build();
    }

    private static double p99(Map<Neighbour, List<Round>> all, Neighbour neighbour) {
        return Median.of(all.get(neighbour).stream().map(Round::p99).toList());
    }
}
