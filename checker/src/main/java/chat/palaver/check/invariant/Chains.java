package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Follows every device through every channel and compares with the final history. */
final class Chains {
    /** How far a session is with a channel. */
    private enum Stage {
        /** Named in its resume, and not caught up yet: what comes may be of any of its times. */
        RESUMING,
        /** Told that its user has just joined: a {@code caughtUp} comes next. */
        JOINED,
        LIVE,
        /** Told that its user is no member any more. */
        LEFT
    }

    /** Where a device stands: the index of its last row, whether that was seen at all. */
    private static final class Chain {
        private Stage stage = Stage.RESUMING;
        private boolean begun;
        private long last;
        private int index = -1;

        private void begin(Log log, long position) {
            begun = true;
            last = position;
            index = log.indexOf(position);
        }
    }

    private final Map<String, Log> logs;
    private final Sends sends;
    private final Promptness promptness;
    private final Findings findings;
    private final Map<String, Map<String, Chain>> chains = new HashMap<>();
    private final Attendance attendance = new Attendance();
    private long doubled;
    private long outOfOrder;
    private long deliveries;

    Chains(Map<String, Log> logs, Sends sends, Promptness promptness, Findings findings) {
        this.logs = logs;
        this.sends = sends;
        this.promptness = promptness;
        this.findings = findings;
    }

    long doubled() {
        return doubled;
    }

    long outOfOrder() {
        return outOfOrder;
    }

    long deliveries() {
        return deliveries;
    }

    private Chain chain(String device, String channel) {
        return chains.computeIfAbsent(device, d -> new HashMap<>())
                .computeIfAbsent(channel, c -> new Chain());
    }

    /** A channel not named begins anew; one that is named goes on where it stood. */
    void hello(Event.Hello hello) {
        attendance.hello(hello.device());
        chains.computeIfAbsent(hello.device(), d -> new HashMap<>())
                .keySet()
                .retainAll(hello.resume().keySet());
        hello.resume()
                .forEach(
                        (channel, position) -> {
                            Chain chain = chain(hello.device(), channel);
                            if (chain.begun && chain.last != position) {
                                findings.add(
                                        Invariant.I5,
                                        hello.at(),
                                        "resumed from a position it had not come to, its last is "
                                                + chain.last,
                                        channel,
                                        hello.device(),
                                        null,
                                        position);
                            }
                            chain.stage = Stage.RESUMING;
                            chain.begin(log(channel), position);
                        });
    }

    void welcomed(String device) {
        attendance.welcomed(device);
    }

    void closed(Event.Closed event) {
        attendance.closed(event);
    }

    void loggedOut(String device) {
        attendance.loggedOut(device);
    }

    /** Every channel of which the device should have been told by now. */
    void told(String device, long at) {
        logs.keySet().forEach(channel -> told(device, channel, at));
    }

    private void told(String device, String channel, long at) {
        promptness.told(device, channel, isLive(device, channel), at);
    }

    private boolean isLive(String device, String channel) {
        Chain chain = chains.getOrDefault(device, Map.of()).get(channel);
        return chain != null && chain.stage == Stage.LIVE;
    }

    void delivered(Event.Delivered event) {
        deliveries++;
        Log log = log(event.channel());
        if (log.isOfEarlierRun(event.position())) {
            return;
        }
        if (event.left() && !membership(log, event).leftBy(event.position())) {
            leftLongAgo(event, log);
            return;
        }
        compare(event, log);
        Chain chain = chain(event.device(), event.channel());
        announced(event, log, chain);
        follow(event, log, chain);
        if (event.left()) {
            // What comes next, if anything does, is the record by which he joins again.
            chain.index = log.indexOf(event.position());
            chain.stage = chain.stage == Stage.RESUMING ? Stage.RESUMING : Stage.LEFT;
        }
    }

    private static Membership membership(Log log, Event.Delivered event) {
        return log.membership(userOf(event.device()));
    }

    /** Not a record: says to a session that resumed the channel that there is nothing to resume. */
    private void leftLongAgo(Event.Delivered event, Log log) {
        if (log.isWhole() && !membership(log, event).leftBefore(event.position())) {
            complain(Invariant.I8, event, "told that it is no member any more, which is not so");
        }
        chains.get(event.device()).remove(event.channel());
    }

    /** What is not resumed begins with the record by which he joins, or with a `caughtUp`. */
    private void announced(Event.Delivered event, Log log, Chain chain) {
        boolean own = userOf(event.device()).equals(event.user());
        boolean joins = log.isWhole() ? membership(log, event).joinedBy(event.position()) : own;
        if (!chain.begun && !joins) {
            complain(Invariant.I5, event, "came in a channel neither resumed nor told to be live");
            chain.stage = Stage.RESUMING;
        } else if (chain.begun && chain.stage == Stage.JOINED) {
            complain(Invariant.I5, event, "came before the `caughtUp` of a channel just joined");
            chain.stage = Stage.RESUMING;
        } else if (!chain.begun && isOld(event)) {
            complain(Invariant.I5, event, "came again in a channel that was not resumed");
            chain.stage = Stage.RESUMING;
        } else if (joins && (!chain.begun || chain.stage == Stage.LEFT)) {
            chain.stage = Stage.JOINED;
        }
    }

    private boolean isOld(Event.Delivered event) {
        return promptness.isOldMember(event.device(), event.channel(), event.at());
    }

    private void compare(Event.Delivered event, Log log) {
        Log.Fact delivered = Log.Fact.of(event);
        Log.Fact stored = log.fact(event.position());
        if (delivered.message()) {
            sends.seen(Sends.Sighting.of(event));
        }
        if (stored == null) {
            complain(Invariant.I4, event, "delivered, and not in the history");
        } else if (!delivered.isSameAs(stored)) {
            complain(Invariant.I4, event, "delivered " + delivered + ", the history has " + stored);
        }
        Membership membership = membership(log, event);
        if (log.isWhole() && !membership.sees(event.position())) {
            complain(Invariant.I8, event, "delivered to a user who was no member then");
        } else if (membership.leftBy(event.position()) && !event.left()) {
            complain(Invariant.I8, event, "not told that this made it no member");
        }
    }

    private void follow(Event.Delivered event, Log log, Chain chain) {
        int index = log.indexOf(event.position());
        if (chain.begun && event.position() <= chain.last) {
            boolean again = event.position() == chain.last;
            doubled += again ? 1 : 0;
            outOfOrder += again ? 0 : 1;
            complain(Invariant.I5, event, again ? "came twice" : "came after " + chain.last);
            return;
        }
        boolean known = log.isWhole() && log.has(event.position());
        if (known && event.prev() != log.position(index - 1)) {
            complain(
                    Invariant.I5,
                    event,
                    "names "
                            + event.prev()
                            + " as the record before, the history has "
                            + log.position(index - 1));
        }
        if (chain.begun) {
            missing(log, event.device(), chain, log.has(event.position()) ? index : index + 1)
                    .forEach(
                            position ->
                                    findings.add(
                                            Invariant.I5,
                                            event.at(),
                                            "never came; the next one did, " + event.position(),
                                            event.channel(),
                                            event.device(),
                                            null,
                                            position));
        }
        chain.begin(log, event.position());
    }

    void caughtUp(Event.CaughtUp event) {
        Log log = log(event.channel());
        told(event.device(), event.channel(), event.at());
        Chain chain = chain(event.device(), event.channel());
        if (chain.begun && chain.stage == Stage.LIVE) {
            complain(Invariant.I5, event, "caught up a second time in one session");
        }
        chain.stage = Stage.LIVE;
        if (!chain.begun) {
            chain.begin(log, event.position());
        } else if (event.position() < chain.last) {
            complain(Invariant.I5, event, "caught up with less than it had, " + chain.last);
        } else if (event.position() > chain.last) {
            for (long position :
                    missing(log, event.device(), chain, log.indexOf(event.position()) + 1)) {
                findings.add(
                        Invariant.I5,
                        event.at(),
                        "never came, but `caughtUp` did, at " + event.position(),
                        event.channel(),
                        event.device(),
                        null,
                        position);
            }
            chain.begin(log, event.position());
        }
    }

    private List<Long> missing(Log log, String device, Chain chain, int before) {
        return log.missed(userOf(device), chain.index, before);
    }

    /** At the end every device is there, unless it chose not to be, and has everything. */
    void ended(long at) {
        for (String device : attendance.shutOut()) {
            findings.add(Invariant.I7, at, "not let in again until the end", null, device, null);
        }
        List<String> present = attendance.present();
        present.forEach(device -> told(device, at));
        for (Log log : logs.values()) {
            for (String device : present) {
                if (log.membership(userOf(device)).isMember()) {
                    ended(at, log, device);
                }
            }
        }
    }

    private void ended(long at, Log log, String device) {
        Chain chain = chains.getOrDefault(device, Map.of()).get(log.channel());
        if (chain == null || chain.stage != Stage.LIVE) {
            findings.add(
                    Invariant.I7,
                    at,
                    "connected, a member, and not told at the end that the channel is live",
                    log.channel(),
                    device,
                    null);
            return;
        }
        for (long position : missing(log, device, chain, log.size())) {
            findings.add(
                    Invariant.I7,
                    at,
                    "undelivered at the end",
                    log.channel(),
                    device,
                    null,
                    position);
        }
    }

    private void complain(Invariant invariant, Event.CaughtUp event, String what) {
        findings.add(
                invariant,
                event.at(),
                what,
                event.channel(),
                event.device(),
                null,
                event.position());
    }

    private void complain(Invariant invariant, Event.Delivered event, String what) {
        findings.add(
                invariant,
                event.at(),
                what,
                event.channel(),
                event.device(),
                event.id(),
                event.position());
    }

    private Log log(String channel) {
        Log log = logs.get(channel);
        if (log == null) {
            throw new IllegalArgumentException("a channel that was never made: " + channel);
        }
        return log;
    }

    /** Devices are named after their users: {@code u3.2}. */
    static String userOf(String device) {
        int dot = device.indexOf('.');
        return dot < 0 ? device : device.substring(0, dot);
    }
}
