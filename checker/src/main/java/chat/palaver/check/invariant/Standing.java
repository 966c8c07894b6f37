package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.HashMap;
import java.util.Map;

/**
 * Who is a member by what was asked and answered, where that leaves no doubt. The log says at which
 * position somebody joined; only this says from which moment on nobody can claim not to know it
 * yet. While a change is under way nothing is known, and for ever if one was never answered well.
 */
final class Standing {
    /** There is doubt. */
    static final long UNKNOWN = -1;

    private static final class One {
        private boolean member;
        private long since = UNKNOWN;
        private int underWay;
        private boolean together;
        private boolean failed;
    }

    private final Map<String, One> all = new HashMap<>();
    private final Map<Integer, Event.ChangeAsked> asked = new HashMap<>();

    private One one(String channel, String user) {
        return all.computeIfAbsent(channel + ' ' + user, k -> new One());
    }

    void made(Event.ChannelMade event) {
        for (String user : event.members()) {
            One one = one(event.channel(), user);
            one.member = true;
            one.since = event.at();
        }
    }

    void asked(Event.ChangeAsked event) {
        if (event.kind().equals("title")) {
            return;
        }
        asked.put(event.change(), event);
        One one = one(event.channel(), event.user());
        one.since = UNKNOWN;
        one.underWay++;
        one.together |= one.underWay > 1;
    }

    void answered(Event.ChangeAnswered event) {
        Event.ChangeAsked change = asked.remove(event.change());
        if (change == null) {
            return;
        }
        One one = one(change.channel(), change.user());
        one.failed |= !event.code().equals("ok");
        one.underWay--;
        if (one.underWay > 0) {
            return;
        }
        if (!one.failed && !one.together) {
            one.member = change.kind().equals("put");
            one.since = event.at();
        }
        one.together = false;
    }

    /** Since when he is a member beyond doubt, or {@link #UNKNOWN}. */
    long memberSince(String channel, String user) {
        One one = all.get(channel + ' ' + user);
        return one != null && one.member ? one.since : UNKNOWN;
    }

    /** Since when he is none beyond doubt, 0 if he never was one, or {@link #UNKNOWN}. */
    long strangerSince(String channel, String user) {
        One one = all.get(channel + ' ' + user);
        if (one == null) {
            return 0;
        }
        return !one.member ? one.since : UNKNOWN;
    }
}
