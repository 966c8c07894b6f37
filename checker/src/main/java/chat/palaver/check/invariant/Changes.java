package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes that were answered, of membership, title and log: they are records like any other. */
final class Changes {
    /** The kind of a record that says where a log is to lie. */
    private static final String LOG = "log";

    private final Findings findings;
    private final Map<Integer, Event.ChangeAsked> asked = new HashMap<>();
    private final Map<String, List<Event.ChangeAsked>> done = new HashMap<>();
    private final Map<String, String> placed = new HashMap<>();
    private final Map<String, List<Event.MoveAnswered>> moved = new HashMap<>();

    Changes(Findings findings) {
        this.findings = findings;
    }

    void asked(Event.ChangeAsked event) {
        asked.put(event.change(), event);
    }

    void answered(Event.ChangeAnswered event) {
        Event.ChangeAsked change = asked.get(event.change());
        if (change != null && event.code().equals("ok")) {
            done.computeIfAbsent(change.channel(), c -> new ArrayList<>()).add(change);
        }
    }

    /**
     * What is asked of a log that is so already is no record: only of what was answered after
     * another thing had been is it known that there must be one.
     */
    void answered(Event.MoveAnswered event) {
        boolean ok = event.code().equals("ok");
        String before = placed.put(event.channel(), ok ? event.log() : "");
        if (ok && before != null && !before.isEmpty() && !before.equals(event.log())) {
            moved.computeIfAbsent(event.channel(), c -> new ArrayList<>()).add(event);
        }
    }

    /** There must be as many records of a kind and user as were answered. */
    void complete(Log log) {
        List<Event.MoveAnswered> moves = moved.getOrDefault(log.channel(), List.of());
        long records = log.count(LOG);
        if (records < moves.size()) {
            Event.MoveAnswered first = moves.get((int) records);
            findings.add(
                    Invariant.I1,
                    first.at(),
                    moves.size() + " moves were answered, and " + records + " are records",
                    log.channel(),
                    null,
                    null);
        }
        Map<String, Integer> wanted = new HashMap<>();
        for (Event.ChangeAsked change : done.getOrDefault(log.channel(), List.of())) {
            if (change.kind().equals("title")) {
                continue;
            }
            boolean joins = change.kind().equals("put");
            int nth = wanted.merge(change.kind() + change.user(), 1, Integer::sum);
            if (log.changes(change.user(), joins) < nth) {
                findings.add(
                        Invariant.I1,
                        change.at(),
                        change.kind() + " of " + change.user() + " was answered and is no record",
                        change.channel(),
                        null,
                        null);
            }
        }
    }
}
