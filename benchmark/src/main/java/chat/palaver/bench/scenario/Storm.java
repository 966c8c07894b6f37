package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Entrance;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Place;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.bench.target.Person;
import chat.palaver.bench.target.ServiceMetrics;
import chat.palaver.bench.worker.Counts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everybody loses the connection at one moment, messages are sent while they are away, and all come
 * back with {@code resume}: how long until each has caught up, and whether nothing is missing.
 *
 * @param clients over all edges
 * @param people who share them; each in one group
 * @param groupSize people of a group
 * @param missed messages to each group while they are away
 * @param atOnce clients on their way in at one time
 */
public record Storm(int clients, int people, int groupSize, int missed, int atOnce)
        implements Scenario {
    private static final Duration ENTRY = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final double MESSAGES_PER_SECOND = 100;
    private static final int TEXT_BYTES = 80;
    private static final double SECOND = 1e9;
    private static final String PAGES = "palaver_edge_history_pages";

    /** A writer of a group, who stays, and its readers, who go. */
    private record Seats(List<Flow> writers, long readersOfAll) {}

    @Override
    public Result run(Setting setting) throws Exception {
        Result.Builder result =
                new Result.Builder("storm", "everybody reconnects with resume")
                        .setting("clients", clients)
                        .setting("people", people)
                        .setting("group", groupSize)
                        .setting("missed", missed)
                        .setting("at once", atOnce);
        try (Crew crew = Crew.start(setting.workers(), clients);
                Crew writers = Crew.start(1, people / groupSize + 1);
                Meter meter = Pair.meter(setting, crew)) {
            Seats seats = fill(setting, crew, writers);
            int messages = missed * seats.writers().size();
            double pages = pages(setting);
            Run run = Run.now(setting.clock());
            crew.measure(run.plan());
            writers.measure(run.plan());
            setting.progress().accept("storm: all are cut off, " + messages + " messages");
            crew.drop();
            writers.pace(seats.writers(), MESSAGES_PER_SECOND, messages, TEXT_BYTES).join();
            writers.settle(0, messages, PATIENCE);
            setting.progress().accept("storm: all come back");
            long began = System.nanoTime();
            Entrance entrance = crew.reopen(atOnce, ENTRY);
            long back = System.nanoTime();
            long expected = (long) missed * seats.readersOfAll();
            crew.settle(expected, 0, PATIENCE);
            report(result, entrance, crew.counts(), expected);
            result.figure(Figure.of("pages read from the store", pages(setting) - pages, ""))
                    .processes(meter.between(began, back), clients, (back - began) / SECOND)
                    .chart(Charts.processors(meter, began));
        }
        return result.build();
    }

    private Seats fill(Setting setting, Crew crew, Crew writers) {
        setting.progress().accept("storm: making " + people + " people");
        List<Person> made = setting.people().make(people);
        List<Group> groups = new ArrayList<>();
        List<Place> writing = new ArrayList<>();
        for (int i = 0; i < made.size(); i += groupSize) {
            Group group = Group.of(made.subList(i, Math.min(made.size(), i + groupSize)), null);
            groups.add(group);
            writing.add(Place.at(setting.edge(i), group.member(0)::token, group.channel(), false));
        }
        setting.progress().accept("storm: connecting " + clients);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Group group = groups.get(i % groups.size());
            Person member = group.member(i / groups.size());
            places.add(Place.at(setting.edge(i), member::token, group.channel(), true));
        }
        crew.open(places, ENTRY).entrance().orThrow();
        Crew.Taken taken = writers.open(writing, ENTRY);
        taken.entrance().orThrow();
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            flows.add(new Flow(taken.seats().get(i), groups.get(i).channel()));
        }
        return new Seats(flows, clients);
    }

    private static void report(
            Result.Builder result, Entrance entrance, Counts counts, long expected) {
        result.distribution(Distribution.of("back and caught up", entrance.times()))
                .chart(
                        Charts.quantiles(
                                "time until caught up",
                                new LinkedHashMap<>(Map.of("caught up", entrance.times()))))
                .figure(Figure.of("all back after", entrance.times().getMaxValue() / SECOND, "s"))
                .figure(Figure.of("attempts that failed", entrance.attempts(), ""))
                .flaw("not back", entrance.missing())
                .flaw("lost", expected - counts.deliveries())
                .flaw("doubled", counts.doubled())
                .flaw("disordered", counts.disordered())
                .flaw("gaps", counts.gaps());
        counts.closes().forEach((code, count) -> result.note(count + " closed: " + code));
    }

    /** Pages the edges have read from the store, by their own count; 0 if that is not known. */
    private static double pages(Setting setting) throws IOException, InterruptedException {
        Optional<ServiceMetrics> metrics = setting.data().map(ServiceMetrics::new);
        return metrics.isPresent() ? metrics.get().sum("edge", PAGES) : 0;
    }
}
