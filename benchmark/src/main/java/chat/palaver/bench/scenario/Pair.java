package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Place;
import chat.palaver.bench.crew.Seat;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.Person;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pairs of people write to each other through two edges: from one to the other in half of the
 * pairs, the other way in the rest.
 *
 * @param pairs 1 to 1,000
 * @param perSecond messages of all pairs together
 * @param textBytes of each
 */
public record Pair(int pairs, double perSecond, int textBytes) implements Scenario {
    private static final Duration ENTRY = Duration.ofSeconds(60);
    private static final double MILLI = 1e6;

    public Pair {
        if (pairs < 1 || pairs > 1_000) {
            throw new IllegalArgumentException("pairs: 1 to 1,000, not " + pairs);
        }
    }

    @Override
    public Result run(Setting setting) throws Exception {
        try (Crew crew = Crew.start(setting.workers(), 2 * pairs);
                Meter meter = meter(setting, crew)) {
            setting.progress().accept("pair: making " + pairs + " pairs");
            List<Flow> flows = seat(setting, crew);
            setting.progress().accept("pair: " + perSecond + " messages/s");
            long began = System.nanoTime();
            OpenLoop loop = loop();
            OpenLoop.Found found = loop.run(setting, crew, flows, meter);
            Result.Builder result =
                    new Result.Builder("pair", "one-to-one over two edges")
                            .setting("pairs", flows.size())
                            .setting("messages/s", perSecond)
                            .setting("text", textBytes)
                            .setting("seconds", setting.seconds());
            compare(result, found, setting.limits());
            loop.report(result, found);
            return result.chart(Charts.processors(meter, began)).build();
        }
    }

    OpenLoop loop() {
        return new OpenLoop(perSecond, textBytes, 1);
    }

    static Meter meter(Setting setting, Crew crew) throws IOException {
        Map<String, Long> pids = new HashMap<>(crew.pids());
        pids.putAll(setting.pids());
        return new Meter(new TreeMap<>(pids));
    }

    /** Makes the people and their channels, and connects them. */
    List<Flow> seat(Setting setting, Crew crew) {
        List<Person> people = setting.people().make(2 * pairs);
        int possible = people.size() / 2;
        List<String> channels = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < possible; i++) {
            Person from = people.get(2 * i);
            Person to = people.get(2 * i + 1);
            String channel = from.api().direct(to.userId()).channelId();
            channels.add(channel);
            URI here = setting.edge(i);
            URI there = setting.edge(i + 1);
            places.add(Place.at(here, from::token, channel, false));
            places.add(Place.at(there, to::token, channel, true));
        }
        Crew.Taken taken = crew.open(places, ENTRY);
        taken.entrance().orThrow();
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < possible; i++) {
            Seat sender = taken.seats().get(2 * i);
            flows.add(new Flow(sender, channels.get(i)));
        }
        return flows;
    }

    private static void compare(Result.Builder result, OpenLoop.Found found, Limits limits) {
        var delivery = found.outcome().delivery().all();
        double p50 = delivery.getValueAtPercentile(50) / MILLI;
        double p99 = delivery.getValueAtPercentile(99) / MILLI;
        result.figure(
                        Figure.of("delivery p50", p50, "ms")
                                .against("two Kafka hops", limits.value(Limits.TWO_HOPS_P50)))
                .figure(
                        Figure.of("delivery p99", p99, "ms")
                                .against("two Kafka hops", limits.value(Limits.TWO_HOPS_P99)))
                .figure(
                        Figure.of("delivery p50", p50, "ms")
                                .against("WebSocket echo", limits.value(Limits.ECHO_P50)))
                .figure(
                        Figure.of(
                                "messages/s",
                                found.outcome().delivery().all().getTotalCount() / found.seconds(),
                                "1/s"));
    }
}
