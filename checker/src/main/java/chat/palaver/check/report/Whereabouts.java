package chat.palaver.check.report;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.History;
import chat.palaver.check.invariant.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/**
 * How far the records got that violations are about: into the log, out to devices, into the
 * history. Where a record stopped says which part to look at.
 */
public final class Whereabouts {
    /** Log look-ups a report: a system that lost thousands is understood from the first ones. */
    private static final int MOST_LOOKUPS = 100;

    private record Place(String channel, long position) {}

    private final Map<Place, Set<String>> devices = new HashMap<>();
    private final Map<Place, Set<String>> readers = new HashMap<>();
    private final Map<String, String> channelIds = new HashMap<>();

    private Whereabouts(List<Violation> violations) {
        violations.forEach(
                violation ->
                        places(violation)
                                .forEach(
                                        place -> {
                                            devices.put(place, new HashSet<>());
                                            readers.put(place, new HashSet<>());
                                        }));
    }

    private static List<Place> places(Violation violation) {
        return violation.positions().stream()
                .map(position -> new Place(violation.channel(), position))
                .toList();
    }

    /**
     * Says it of each violation.
     *
     * @param kafka brokers to ask as well
     */
    public static Map<Violation, List<String>> of(
            List<Violation> violations, History history, Optional<String> kafka) {
        if (violations.isEmpty()) {
            return Map.of();
        }
        Whereabouts whereabouts = new Whereabouts(violations);
        history.forEach(whereabouts::take);
        return whereabouts.words(violations, kafka);
    }

    private void take(Event event) {
        if (event instanceof Event.ChannelMade made) {
            channelIds.put(made.channel(), made.channelId());
        } else if (event instanceof Event.Delivered delivered) {
            devices.getOrDefault(
                            new Place(delivered.channel(), delivered.position()), new HashSet<>())
                    .add(delivered.device());
        } else if (event instanceof Event.Row row) {
            readers.getOrDefault(new Place(row.channel(), row.position()), new HashSet<>())
                    .add(row.reader());
        }
    }

    private Map<Violation, List<String>> words(List<Violation> violations, Optional<String> kafka) {
        Map<Violation, List<String>> words = new HashMap<>();
        for (Violation violation : violations) {
            List<String> lines = new ArrayList<>();
            for (Place place : places(violation)) {
                lines.add(
                        place.position()
                                + ": delivered to "
                                + devices.get(place).size()
                                + " devices, read in the history by "
                                + readers.get(place).size()
                                + " members");
            }
            words.put(violation, lines);
        }
        kafka.ifPresent(brokers -> askLog(brokers, violations, words));
        return words;
    }

    private void askLog(
            String brokers, List<Violation> violations, Map<Violation, List<String>> words) {
        Map<Place, String> known = new HashMap<>();
        try (LogSearch log = new LogSearch(brokers)) {
            for (Violation violation : violations) {
                for (Place place : places(violation)) {
                    String channelId = channelIds.get(place.channel());
                    if (channelId != null && known.size() < MOST_LOOKUPS) {
                        String found =
                                known.computeIfAbsent(place, p -> log.at(channelId, p.position()));
                        words.get(violation).add(place.position() + ": " + found);
                    }
                }
            }
        } catch (KafkaException e) {
            words.values().forEach(lines -> lines.add("the log cannot be read: " + e.getMessage()));
        }
    }
}
