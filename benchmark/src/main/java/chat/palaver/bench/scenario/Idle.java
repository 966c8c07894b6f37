package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Place;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.LiveHeap;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.Person;
import chat.palaver.bench.target.ProcessSample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Connections that say nothing but {@code ping}: what each costs, and what they cost others.
 *
 * @param connections over all edges
 * @param people who share them; each in one group
 * @param groupSize people of a group
 * @param pairsPerSecond messages of pairs, before the connections are there and while they are
 */
public record Idle(int connections, int people, int groupSize, double pairsPerSecond)
        implements Scenario {
    private static final Duration ENTRY = Duration.ofMinutes(10);
    private static final int PAIRS = 10;
    private static final int TEXT_BYTES = 80;
    private static final double KIBI = 1_024;
    private static final double MILLI = 1e6;

    /** All edges together. */
    private record Memory(double heap, double resident) {}

    @Override
    public Result run(Setting setting) throws Exception {
        Result.Builder result =
                new Result.Builder("idle", "connections that only ping")
                        .setting("connections", connections)
                        .setting("people", people)
                        .setting("group", groupSize)
                        .setting("messages/s of pairs", pairsPerSecond);
        Pair pair = new Pair(PAIRS, pairsPerSecond, TEXT_BYTES);
        try (Crew pairs = Crew.start(1, 2 * PAIRS);
                Meter meter = Pair.meter(setting, pairs)) {
            List<Flow> flows = pair.seat(setting, pairs);
            setting.progress().accept("idle: pairs alone");
            OpenLoop.Found alone = pair.loop().run(setting, pairs, flows, meter);
            try (Crew crew = Crew.start(setting.workers(), connections)) {
                Memory before = memory(setting);
                fill(setting, crew, result);
                setting.progress().accept("idle: pairs beside " + connections + " connections");
                OpenLoop.Found beside = pair.loop().run(setting, pairs, flows, meter);
                costs(result, before, memory(setting));
                pairs(result, alone, beside);
                result.flaw("connections lost", connections - crew.counts().open());
                crew.counts()
                        .closes()
                        .forEach((code, count) -> result.note(count + " closed: " + code));
                result.processes(beside.uses(), 0, beside.seconds())
                        .chart(Charts.overTime("pair delivery", beside.outcome().delivery()));
            }
        }
        return result.build();
    }

    private void fill(Setting setting, Crew crew, Result.Builder result) {
        setting.progress().accept("idle: making " + people + " people");
        List<Group> groups = groups(setting);
        setting.progress().accept("idle: connecting " + connections);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Group group = groups.get(i % groups.size());
            Person member = group.member(i / groups.size());
            places.add(Place.at(setting.edge(i), member::token, group.channel(), false));
        }
        Crew.Taken taken = crew.open(places, ENTRY);
        taken.entrance().orThrow();
        result.distribution(Distribution.of("to connect them all", taken.entrance().times()))
                .setting("attempts that failed", taken.entrance().attempts());
    }

    private List<Group> groups(Setting setting) {
        List<Person> made = setting.people().make(people);
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < made.size(); i += groupSize) {
            groups.add(Group.of(made.subList(i, Math.min(made.size(), i + groupSize)), null));
        }
        return groups;
    }

    /** Of the edges after a collection; zeros if they are not on this machine. */
    private static Memory memory(Setting setting) throws IOException, InterruptedException {
        double heap = 0;
        double resident = 0;
        for (Map.Entry<String, Long> each : setting.pids().entrySet()) {
            if (each.getKey().startsWith("edge")) {
                heap += LiveHeap.bytes(each.getValue());
                resident +=
                        ProcessSample.of(each.getValue())
                                .map(ProcessSample::residentBytes)
                                .orElse(0L);
            }
        }
        return new Memory(heap, resident);
    }

    private void costs(Result.Builder result, Memory before, Memory after) {
        if (after.heap() > 0) {
            double heap = (after.heap() - before.heap()) / connections / KIBI;
            double resident = (after.resident() - before.resident()) / connections / KIBI;
            result.figure(Figure.of("heap a connection", heap, "KiB"))
                    .figure(Figure.of("resident a connection", resident, "KiB"))
                    .figure(
                            Figure.of(
                                    "resident in all, a connection",
                                    after.resident() / connections / KIBI,
                                    "KiB"));
        }
    }

    private static void pairs(Result.Builder result, OpenLoop.Found alone, OpenLoop.Found beside) {
        var before = alone.outcome().delivery().all();
        var now = beside.outcome().delivery().all();
        result.distribution(Distribution.of("pair alone", before))
                .distribution(Distribution.of("pair beside", now))
                .figure(
                        Figure.of("pair p99 beside", now.getValueAtPercentile(99) / MILLI, "ms")
                                .against("pair alone", before.getValueAtPercentile(99) / MILLI));
        OpenLoop.flaws(result, alone);
        OpenLoop.flaws(result, beside);
    }
}
