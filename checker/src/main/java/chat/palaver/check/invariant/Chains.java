package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows every device through every channel and compares with the final history. */
final class Chains {
    /** Where a device stands: the index of its last row, whether that was seen at all. */
    private static final class Chain {
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
    private final Findings findings;
    private final Map<String, Map<String, Chain>> chains = new HashMap<>();
    private final Set<String> connected = new HashSet<>();
    private long doubled;
    private long outOfOrder;
    private long deliveries;

    Chains(Map<String, Log> logs, Sends sends, Findings findings) {
        this.logs = logs;
        this.sends = sends;
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
                            chain.begin(log(channel), position);
                        });
    }

    void welcomed(String device) {
        connected.add(device);
    }

    void closed(String device) {
        connected.remove(device);
    }

    void delivered(Event.Delivered event) {
        deliveries++;
        Log log = log(event.channel());
        Chain chain = chain(event.device(), event.channel());
        if (event.left() && !log.membership(userOf(event.device())).leftBy(event.position())) {
            leftLongAgo(event, log);
            return;
        }
        compare(event, log);
        follow(event, log, chain);
        if (event.left()) {
            // What comes next, if anything does, is the record by which he joins again.
            chain.index = log.indexOf(event.position());
        }
    }

    /** Not a record: says to a session that resumed the channel that there is nothing to resume. */
    private void leftLongAgo(Event.Delivered event, Log log) {
        if (log.membership(userOf(event.device())).isMember()
                && log.missed(userOf(event.device()), log.indexOf(event.position()), log.size())
                        .isEmpty()) {
            findings.add(
                    Invariant.I8,
                    event.at(),
                    "told that it is no member any more, which is not so",
                    event.channel(),
                    event.device(),
                    null,
                    event.position());
        }
        chains.get(event.device()).remove(event.channel());
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
        if (!log.membership(userOf(event.device())).sees(event.position())) {
            complain(Invariant.I8, event, "delivered to a user who was no member then");
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
        if (log.has(event.position()) && event.prev() != log.position(index - 1)) {
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
        Chain chain = chain(event.device(), event.channel());
        if (!chain.begun) {
            chain.begin(log, event.position());
            return;
        }
        if (event.position() < chain.last) {
            findings.add(
                    Invariant.I5,
                    event.at(),
                    "caught up with less than it had, " + chain.last,
                    event.channel(),
                    event.device(),
                    null,
                    event.position());
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

    /** At the end every connected device has everything. */
    void ended(long at) {
        for (Log log : logs.values()) {
            for (String device : connected) {
                if (log.membership(userOf(device)).isMember()) {
                    ended(at, log, device);
                }
            }
        }
    }

    private void ended(long at, Log log, String device) {
        Chain chain = chains.getOrDefault(device, Map.of()).get(log.channel());
        if (chain == null || !chain.begun) {
            findings.add(
                    Invariant.I7,
                    at,
                    "connected, a member, and never told of the channel",
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
