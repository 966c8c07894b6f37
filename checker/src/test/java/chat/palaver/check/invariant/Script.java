package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.Hashes;
import chat.palaver.check.history.History;
import chat.palaver.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** A history written by hand, line by line, of one channel and a few users with their devices. */
final class Script {
    static final String CHANNEL = "c1";

    private static final long SECOND = 1_000_000;

    private record Stored(
            String type, long position, long prev, String id, String sender, String user) {
        private String hash() {
            return id == null ? null : Hashes.of(id);
        }
    }

    private final List<Event> events = new ArrayList<>();
    private final List<Stored> log = new ArrayList<>();
    private long now = SECOND;
    private int changes;
    private long next;

    Script() {
        events.add(new Event.Begun(0, 1, Map.of()));
    }

    /** A channel of two, each of them there with a device. */
    static Script ofTwo() {
        return new Script()
                .make(0, "u1", "u2")
                .comes("u1.1", 1)
                .caughtUp("u1.1", 1)
                .comes("u2.1", 1)
                .caughtUp("u2.1", 1);
    }

    Script add(LongFunction<Event> event) {
        now += 1_000;
        events.add(event.apply(now));
        return this;
    }

    Script later(long seconds) {
        now += seconds * SECOND;
        return this;
    }

    Script make(long head, String... members) {
        log.add(new Stored("created", head + 1, head, null, members[0], null));
        next = head + 2;
        return add(
                at ->
                        new Event.ChannelMade(
                                at, CHANNEL, "c_1", "group", members[0], List.of(members), head));
    }

    long head() {
        return log.get(log.size() - 1).position();
    }

    /** A session that resumes nothing. */
    Script comes(String device, int session) {
        return hello(device, session, Map.of()).welcomed(device, session);
    }

    Script resumes(String device, int session, long position) {
        return hello(device, session, Map.of(CHANNEL, position)).welcomed(device, session);
    }

    Script hello(String device, int session, Map<String, Long> resume) {
        return add(at -> new Event.Hello(at, device, session, "edge-1", resume));
    }

    Script welcomed(String device, int session) {
        return add(at -> new Event.Welcomed(at, device, session));
    }

    Script caughtUp(String device, int session) {
        return add(at -> new Event.CaughtUp(at, device, session, CHANNEL, head()));
    }

    Script closed(String device, int session, String why) {
        return add(at -> new Event.Closed(at, device, session, 1006, why));
    }

    Script invoked(String user, String id, int attempt) {
        return add(
                at ->
                        new Event.Invoked(
                                at, CHANNEL, user, id, attempt, user + ".1", 1, Hashes.of(id), 3));
    }

    Script appended(String type, String id, String sender, String user) {
        log.add(new Stored(type, next, head(), id, sender, user));
        next++;
        return this;
    }

    /** From now on the log goes on in another place, from the beginning of that. */
    Script moved() {
        next = Position.of(Position.epoch(head()) + 1, 0);
        return this;
    }

    Script acknowledged(String user, String id, int attempt, boolean duplicate) {
        return acknowledged(user, id, attempt, head(), duplicate);
    }

    Script acknowledged(String user, String id, int attempt, long position, boolean duplicate) {
        return add(
                at ->
                        new Event.Acknowledged(
                                at, CHANNEL, user, id, attempt, user + ".1", position, duplicate));
    }

    Script unanswered(String user, String id, int attempt, String why) {
        return add(at -> new Event.Unanswered(at, CHANNEL, user, id, attempt, why));
    }

    Script refused(String user, String id, String code) {
        return invoked(user, id, 1).add(at -> new Event.Refused(at, CHANNEL, user, id, 1, code));
    }

    /** Sent, answered, and delivered to nobody yet. */
    Script message(String user, String id) {
        return invoked(user, id, 1)
                .appended("message", id, user, null)
                .acknowledged(user, id, 1, false);
    }

    Script put(String user) {
        return change("put", "member", user);
    }

    Script remove(String user) {
        return change("remove", "removed", user);
    }

    private Script change(String kind, String type, String user) {
        int number = ++changes;
        return add(at -> new Event.ChangeAsked(at, number, CHANNEL, kind, user, "u1"))
                .appended(type, null, "u1", user)
                .add(at -> new Event.ChangeAnswered(at, number, "ok"));
    }

    /** What was stored last comes to these first sessions of devices. */
    Script delivered(String... devices) {
        for (String device : devices) {
            delivered(device, 1, head());
        }
        return this;
    }

    Script delivered(String device, int session, long position) {
        return delivered(device, session, position, null, false);
    }

    Script delivered(String device, int session, long position, String type, boolean left) {
        Stored one = log.stream().filter(s -> s.position() == position).findFirst().orElseThrow();
        return add(
                at ->
                        new Event.Delivered(
                                at,
                                device,
                                session,
                                CHANNEL,
                                type == null ? one.type() : type,
                                position,
                                one.prev(),
                                one.id(),
                                one.sender(),
                                one.hash(),
                                one.user(),
                                left));
    }

    Script read(String device, String shownTo) {
        String user = Chains.userOf(device);
        return add(at -> new Event.ReadSent(at, device, CHANNEL, head()))
                .add(at -> new Event.ReadSeen(at, shownTo, 1, CHANNEL, user, head()));
    }

    Script watches(String device, String user, String status) {
        return add(at -> new Event.Watched(at, device, 1, List.of(user)))
                .told(device, user, status);
    }

    Script told(String device, String user, String status) {
        return add(at -> new Event.PresenceSeen(at, device, 1, user, status));
    }

    Script fault(String name, long seconds) {
        return add(at -> new Event.FaultBegan(at, name, "edge-1"))
                .later(seconds)
                .add(at -> new Event.FaultHealed(at, name, "edge-1"))
                .add(at -> new Event.Settled(at, name, 1_000));
    }

    /** These read the whole channel; then it ends. */
    Verdict judged(String... readers) {
        for (String reader : readers) {
            log.forEach(stored -> add(at -> row(at, reader, stored)));
            add(at -> new Event.HistoryRead(at, reader, CHANNEL, log.size(), true));
        }
        add(Event.Ended::new);
        return Checker.check(History.of(events));
    }

    private static Event row(long at, String reader, Stored stored) {
        return new Event.Row(
                at,
                reader,
                CHANNEL,
                stored.type(),
                stored.position(),
                stored.id(),
                stored.sender(),
                stored.hash(),
                stored.user());
    }
}
