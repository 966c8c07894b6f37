package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.measure.Histograms;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A group in which some write and all read.
 *
 * @param members connections; people, if there can be as many
 * @param perSecond messages of all writers together
 * @param textBytes of each
 * @param log {@code own} or {@code shared}; null for the server's choice
 */
public record Room(int members, double perSecond, int textBytes, String log) implements Scenario {
    private static final int MOST_WRITERS = 20;
    private static final double MILLI = 1e6;
    private static final double MICRO = 1e6;

    public Room {
        if (members < 2 || members > 50_000) {
            throw new IllegalArgumentException("members: 2 to 50,000, not " + members);
        }
    }

    @Override
    public Result run(Setting setting) throws Exception {
        try (Crew crew = Crew.start(setting.workers(), members);
                Meter meter = Pair.meter(setting, crew)) {
            List<Flow> flows = seat(setting, crew);
            setting.progress().accept("room: " + perSecond + " messages/s to " + members);
            long began = System.nanoTime();
            OpenLoop loop = loop();
            OpenLoop.Found found = loop.run(setting, crew, flows, meter);
            Result.Builder result =
                    new Result.Builder("room", "a group, every delivery, first and last member")
                            .setting("members", members)
                            .setting("messages/s", perSecond)
                            .setting("text", textBytes)
                            .setting("seconds", setting.seconds());
            compare(result, found, setting.limits());
            loop.report(result, found);
            return result.chart(Charts.processors(meter, began)).build();
        }
    }

    OpenLoop loop() {
        return new OpenLoop(perSecond, textBytes, members);
    }

    /** Makes the group and connects everybody; the flows are those of the writers. */
    List<Flow> seat(Setting setting, Crew crew) {
        setting.progress().accept("room: making a group of " + members);
        Group group = Group.of(setting.people().make(members), log);
        setting.progress().accept("room: connecting " + members);
        List<Flow> flows = Seating.of(setting, crew, group, members, true);
        return flows.subList(0, Math.min(MOST_WRITERS, members));
    }

    private void compare(Result.Builder result, OpenLoop.Found found, Limits limits) {
        Histogram first = Histograms.fine();
        Histogram last = Histograms.fine();
        found.outcome()
                .spans()
                .eachFirst(found.warmUpMessages(), nanos -> Histograms.record(first, nanos));
        found.outcome()
                .spans()
                .eachLast(found.warmUpMessages(), nanos -> Histograms.record(last, nanos));
        double deliveries = found.outcome().delivery().all().getTotalCount();
        double cpu = found.cpuOf("edge") * MICRO / deliveries;
        double lastP50 = last.getValueAtPercentile(50) / MILLI;
        result.distribution(Distribution.of("first member", first))
                .distribution(Distribution.of("last member", last))
                .figure(
                        Figure.of("last member p50", lastP50, "ms")
                                .against("the first", first.getValueAtPercentile(50) / MILLI))
                .figure(
                        Figure.of("last member p50", lastP50, "ms")
                                .against("two Kafka hops", limits.value(Limits.TWO_HOPS_P50)))
                .figure(
                        Figure.of("edge CPU a delivery", cpu, "us")
                                .against("bare Jetty send", limits.value(Limits.SEND_CPU)))
                .figure(
                        Figure.of(
                                "load generator CPU a delivery",
                                found.cpuOf("load") * MICRO / deliveries,
                                "us"))
                .figure(Figure.of("deliveries/s", deliveries / found.seconds(), "1/s"));
    }
}
