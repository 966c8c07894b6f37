package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.History;
import chat.palaver.check.history.HistoryLines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The lines of a history that show a violation: those about its message and its positions. */
public final class Evidence {
    /** Lines a violation; the last of them are those around the moment it was seen. */
    private static final int MOST = 30;

    private final Map<String, Set<Violation>> index = new HashMap<>();
    private final Map<Violation, List<String>> lines = new HashMap<>();

    private Evidence(List<Violation> violations) {
        for (Violation violation : violations) {
            keys(violation)
                    .forEach(
                            key ->
                                    index.computeIfAbsent(key, k -> new LinkedHashSet<>())
                                            .add(violation));
            lines.put(violation, new ArrayList<>());
        }
    }

    /** Reads the history once more for all of these. */
    public static Map<Violation, List<String>> of(List<Violation> violations, History history) {
        Evidence evidence = new Evidence(violations);
        if (!violations.isEmpty()) {
            history.forEach(evidence::take);
        }
        return evidence.lines;
    }

    private static List<String> keys(Violation violation) {
        List<String> keys = new ArrayList<>();
        if (violation.channel() != null && violation.id() != null) {
            keys.add(violation.channel() + " " + violation.id());
        }
        violation.positions().forEach(p -> keys.add(violation.channel() + " " + p));
        return keys;
    }

    private void take(Event event) {
        if (event instanceof Event.Invoked e) {
            take(event, null, e.channel() + " " + e.id());
        } else if (event instanceof Event.Acknowledged e) {
            take(event, null, e.channel() + " " + e.id(), e.channel() + " " + e.position());
        } else if (event instanceof Event.Refused e) {
            take(event, null, e.channel() + " " + e.id());
        } else if (event instanceof Event.Unanswered e) {
            take(event, null, e.channel() + " " + e.id());
        } else if (event instanceof Event.Delivered e) {
            take(event, e.device(), e.channel() + " " + e.id(), e.channel() + " " + e.position());
        } else if (event instanceof Event.CaughtUp e) {
            take(event, e.device(), e.channel() + " " + e.position());
        } else if (event instanceof Event.Row e) {
            take(event, null, e.channel() + " " + e.id(), e.channel() + " " + e.position());
        }
    }

    private void take(Event event, String device, String... keys) {
        Set<Violation> fitting = new LinkedHashSet<>();
        for (String key : keys) {
            fitting.addAll(index.getOrDefault(key, Set.of()));
        }
        for (Violation violation : fitting) {
            boolean others =
                    device != null
                            && violation.device() != null
                            && !device.equals(violation.device());
            List<String> found = lines.get(violation);
            if (!others && found.size() < MOST) {
                found.add(HistoryLines.line(event));
            }
        }
    }
}
