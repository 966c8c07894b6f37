package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Membership and title changes that were answered: they are records like any other. */
final class Changes {
    private final Findings findings;
    private final Map<Integer, Event.ChangeAsked> asked = new HashMap<>();
    private final Map<String, List<Event.ChangeAsked>> done = new HashMap<>();

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

    /** There must be as many records of a kind and user as were answered. */
    void complete(Log log) {
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
