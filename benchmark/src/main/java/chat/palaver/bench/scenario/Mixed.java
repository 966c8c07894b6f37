package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An ordinary day: pairs, a room, people scrolling back and people who only look, all at one time.
 *
 * @param pairsPerSecond messages of 20 pairs
 * @param members of the room
 * @param roomPerSecond messages to it
 * @param pagesPerSecond of the room's history
 * @param idle connections that only ping
 */
public record Mixed(
        double pairsPerSecond, int members, double roomPerSecond, double pagesPerSecond, int idle)
        implements Scenario {
    private static final int PAIRS = 20;
    private static final int PAGE = 50;
    private static final int IDLE_PEOPLE = 100;
    private static final int TEXT_BYTES = 80;

    @Override
    public Result run(Setting setting) throws Exception {
        Pair pair = new Pair(PAIRS, pairsPerSecond, TEXT_BYTES);
        OpenLoop room = new OpenLoop(roomPerSecond, TEXT_BYTES, members);
        Group group = Group.of(setting.people().make(members), null);
        Group idlers = Group.of(setting.people().make(IDLE_PEOPLE), null);
        try (Crew pairCrew = Crew.start(1, 2 * PAIRS);
                Crew roomCrew = Crew.start(setting.workers(), members);
                Crew idleCrew = Crew.start(1, idle);
                Meter meter = meter(setting, pairCrew, roomCrew, idleCrew)) {
            setting.progress().accept("mixed: connecting");
            List<Flow> pairFlows = pair.seat(setting, pairCrew);
            List<Flow> roomFlows = Seating.of(setting, roomCrew, group, members, true);
            Seating.of(setting, idleCrew, idlers, idle, false);
            setting.progress().accept("mixed: everything at once");
            long began = System.nanoTime();
            Beside<OpenLoop.Found> beside =
                    Beside.begin(() -> room.run(setting, roomCrew, roomFlows, meter));
            Beside<PageReads.Found> reading =
                    Beside.begin(
                            () ->
                                    new PageReads(
                                                    group.member(0).api(),
                                                    group.channel(),
                                                    Long.MAX_VALUE - 2,
                                                    Long.MAX_VALUE - 1,
                                                    PAGE)
                                            .read(
                                                    pagesPerSecond,
                                                    setting.warmUp(),
                                                    setting.seconds()));
            OpenLoop.Found pairs = pair.loop().run(setting, pairCrew, pairFlows, meter);
            Result.Builder result = result(pairs, beside.end(), reading.end());
            return result.flaw("idle connections lost", idle - idleCrew.counts().open())
                    .chart(Charts.processors(meter, began))
                    .build();
        }
    }

    private static Meter meter(Setting setting, Crew pairs, Crew room, Crew idle) throws Exception {
        Map<String, Long> pids = new HashMap<>(setting.pids());
        pairs.pids().forEach((name, pid) -> pids.put("pair-" + name, pid));
        room.pids().forEach((name, pid) -> pids.put("room-" + name, pid));
        idle.pids().forEach((name, pid) -> pids.put("idle-" + name, pid));
        return new Meter(new TreeMap<>(pids));
    }

    private Result.Builder result(
            OpenLoop.Found pairs, OpenLoop.Found room, PageReads.Found pages) {
        Result.Builder result =
                new Result.Builder("mixed", "pairs, a room, history and idle connections")
                        .setting("pair messages/s", pairsPerSecond)
                        .setting("members", members)
                        .setting("room messages/s", roomPerSecond)
                        .setting("pages/s", pagesPerSecond)
                        .setting("idle", idle);
        double deliveries =
                pairs.outcome().delivery().all().getTotalCount()
                        + room.outcome().delivery().all().getTotalCount();
        result.distribution(Distribution.of("pair delivery", pairs.outcome().delivery().all()))
                .distribution(Distribution.of("room delivery", room.outcome().delivery().all()))
                .distribution(Distribution.of("page", pages.latencies().all()))
                .figure(Figure.of("deliveries/s", deliveries / pairs.seconds(), "1/s"))
                .processes(pairs.uses(), deliveries, pairs.seconds())
                .chart(Charts.overTime("pair delivery", pairs.outcome().delivery()))
                .chart(Charts.overTime("room delivery", room.outcome().delivery()))
                .flaw("pages failed", pages.failures());
        OpenLoop.flaws(result, pairs);
        OpenLoop.flaws(result, room);
        return result;
    }
}
