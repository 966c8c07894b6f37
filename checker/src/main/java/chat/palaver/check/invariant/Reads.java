package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.HashMap;
import java.util.Map;

/** Read positions: only what was sent is ever shown, and what is shown only rises. */
final class Reads {
    private final Findings findings;
    private final Map<String, Long> sent = new HashMap<>();
    private final Map<String, Long> shown = new HashMap<>();
    private final Map<String, Map<String, Long>> shownTo = new HashMap<>();

    Reads(Findings findings) {
        this.findings = findings;
    }

    /** What somebody read of it in an earlier run may be shown as well. */
    void made(Event.ChannelMade event) {
        event.members()
                .forEach(user -> sent.merge(key(event.channel(), user), event.head(), Math::max));
    }

    void sent(Event.ReadSent event) {
        String user = Chains.userOf(event.device());
        sent.merge(key(event.channel(), user), event.position(), Math::max);
    }

    /** On a new connection another edge may be a little behind the last one. */
    void hello(Event.Hello hello) {
        shownTo.remove(hello.device());
    }

    void seen(Event.ReadSeen event) {
        String key = key(event.channel(), event.user());
        if (event.position() > sent.getOrDefault(key, 0L)) {
            complain(event, "shown, and never sent");
        }
        Map<String, Long> seen = shownTo.computeIfAbsent(event.device(), d -> new HashMap<>());
        Long before = seen.put(key, event.position());
        if (before != null && event.position() < before) {
            complain(event, "fell, from " + before);
        }
        shown.merge(key, event.position(), Math::max);
    }

    private void complain(Event.ReadSeen event, String what) {
        findings.add(
                Invariant.I9,
                event.at(),
                "read position of " + event.user() + " " + what,
                event.channel(),
                event.device(),
                null,
                event.position());
    }

    void stored(Event.ReadStored event) {
        String key = key(event.channel(), event.user());
        String wrong = null;
        if (event.position() < shown.getOrDefault(key, 0L)) {
            wrong = "behind what others were shown, " + shown.get(key);
        } else if (event.position() > sent.getOrDefault(key, 0L)) {
            wrong = "beyond what was ever sent";
        }
        if (wrong != null) {
            findings.add(
                    Invariant.I9,
                    event.at(),
                    "stored read position of " + event.user() + " is " + wrong,
                    event.channel(),
                    null,
                    null,
                    event.position());
        }
    }

    private static String key(String channel, String user) {
        return channel + ' ' + user;
    }
}
