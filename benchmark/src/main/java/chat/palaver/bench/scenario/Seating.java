package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Place;
import chat.palaver.bench.target.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Connects the members of a group, spread over the edges. */
final class Seating {
    private static final Duration ENTRY = Duration.ofMinutes(5);

    private Seating() {}

    /**
     * So many connections, which members share if there are more of them.
     *
     * @param listening whether what they get counts
     * @return a flow to the group by each
     */
    static List<Flow> of(
            Setting setting, Crew crew, Group group, int connections, boolean listening) {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Person member = group.member(i);
            places.add(Place.at(setting.edge(i), member::token, group.channel(), listening));
        }
        Crew.Taken taken = crew.open(places, ENTRY);
        taken.entrance().orThrow();
        return taken.seats().stream().map(seat -> new Flow(seat, group.channel())).toList();
    }
}
