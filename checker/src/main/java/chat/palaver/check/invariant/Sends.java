package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Every send of a history and what is known of it. */
final class Sends {
    /** One send: sender and id in a channel, with all its attempts. */
    static final class Send {
        final String channel;
        final String user;
        final String id;
        final String hash;
        final long invokedAt;

        /** The highest position answered in the channel before this was first sent. */
        final long floor;

        private final String edge;
        int attempts;
        boolean elsewhere;
        int refused;
        int firsts;
        long acknowledgedAt = -1;
        long position;
        long rowPosition;

        /** Answered, and not in the final history. */
        boolean lost;

        /** Not answered before a connection of its sender was lost. */
        boolean cut;

        private Send(Event.Invoked first, String channel, String user, String edge, long floor) {
            this.channel = channel;
            this.user = user;
            this.edge = edge;
            this.id = first.id();
            this.hash = first.hash();
            this.invokedAt = first.at();
            this.floor = floor;
        }

        boolean isAcknowledged() {
            return acknowledgedAt >= 0;
        }

        /** No attempt can have been appended. */
        boolean isRefused() {
            return !isAcknowledged() && refused >= attempts;
        }
    }

    private final Findings findings;
    private final Map<String, Map<String, Send>> byChannel = new HashMap<>();
    private final Map<String, Long> answered = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> edges = new HashMap<>();

    Sends(Findings findings) {
        this.findings = findings;
    }

    /** A device is connected to an edge, the last one it said hello to. */
    void hello(Event.Hello event) {
        edges.put(event.device(), name(event.edge()));
    }

    void invoked(Event.Invoked event) {
        String edge = edges.getOrDefault(event.device(), "");
        Send send =
                byChannel
                        .computeIfAbsent(event.channel(), c -> new HashMap<>())
                        .computeIfAbsent(
                                key(event.user(), event.id()),
                                k ->
                                        new Send(
                                                event,
                                                name(event.channel()),
                                                name(event.user()),
                                                edge,
                                                answered.getOrDefault(event.channel(), 0L)));
        send.attempts++;
        send.elsewhere |= !send.edge.equals(edge);
    }

    void acknowledged(Event.Acknowledged event) {
        Send send = find(event.channel(), event.user(), event.id());
        if (send == null || event.attempt() > send.attempts) {
            findings.add(
                    Invariant.I2,
                    event.at(),
                    "an answer to what was never sent",
                    event.channel(),
                    event.device(),
                    event.id(),
                    event.position());
            return;
        }
        if (!event.duplicate()) {
            send.firsts++;
        } else if (send.attempts == 1 && !send.isAcknowledged()) {
            findings.add(
                    Invariant.I3,
                    event.at(),
                    "answered as a repeat, and sent once",
                    event.channel(),
                    event.device(),
                    event.id(),
                    event.position());
        }
        if (!send.isAcknowledged()) {
            send.acknowledgedAt = event.at();
            send.position = event.position();
            answered.merge(event.channel(), event.position(), Math::max);
        } else if (send.position != event.position()) {
            findings.add(
                    Invariant.I3,
                    event.at(),
                    "answered with another position than before",
                    event.channel(),
                    event.device(),
                    event.id(),
                    send.position,
                    event.position());
        } else if (send.firsts > 1 && !event.duplicate()) {
            findings.add(
                    Invariant.I3,
                    event.at(),
                    "answered as the first one twice",
                    event.channel(),
                    event.device(),
                    event.id(),
                    event.position());
        }
    }

    void refused(Event.Refused event) {
        Send send = find(event.channel(), event.user(), event.id());
        if (send == null || event.attempt() > send.attempts) {
            findings.add(
                    Invariant.I2,
                    event.at(),
                    "refused, " + event.code() + ", and never sent",
                    event.channel(),
                    null,
                    event.id());
            return;
        }
        send.refused++;
    }

    void unanswered(Event.Unanswered event) {
        Send send = find(event.channel(), event.user(), event.id());
        if (send != null && event.isCut() && !send.isAcknowledged()) {
            send.cut = true;
        }
    }

    /**
     * A message came or is stored: was it sent?
     *
     * @return the send, or null if there is none
     */
    Send seen(Sighting sighting) {
        Send send = find(sighting.channel(), sighting.sender(), sighting.id());
        String wrong = null;
        if (send == null) {
            wrong = "never sent";
        } else if (!Objects.equals(send.hash, sighting.hash())) {
            wrong = "not the text that was sent";
        } else if (send.isRefused()) {
            wrong = "its send was refused";
        }
        if (wrong != null) {
            sighting.complain(findings, Invariant.I2, sighting.how() + ": " + wrong);
        }
        if (send != null && send.isAcknowledged() && send.position != sighting.position()) {
            sighting.complain(
                    findings,
                    Invariant.I3,
                    sighting.how() + " at another position than answered, " + send.position);
        }
        return send;
    }

    /** A message where somebody saw it. */
    record Sighting(
            String how,
            long at,
            String channel,
            String device,
            String id,
            String sender,
            String hash,
            long position) {
        static Sighting of(Event.Row row) {
            return new Sighting(
                    "stored",
                    row.at(),
                    row.channel(),
                    null,
                    row.id(),
                    row.sender(),
                    row.hash(),
                    row.position());
        }

        static Sighting of(Event.Delivered delivered) {
            return new Sighting(
                    "delivered",
                    delivered.at(),
                    delivered.channel(),
                    delivered.device(),
                    delivered.id(),
                    delivered.sender(),
                    delivered.hash(),
                    delivered.position());
        }

        void complain(Findings findings, Invariant invariant, String what) {
            findings.add(invariant, at, what, channel, device, id, position);
        }
    }

    Send find(String channel, String user, String id) {
        return byChannel.getOrDefault(channel, Map.of()).get(key(user, id));
    }

    void forEach(Consumer<Send> consumer) {
        byChannel.values().forEach(sends -> sends.values().forEach(consumer));
    }

    private String name(String name) {
        return names.computeIfAbsent(name, n -> n);
    }

    private static String key(String user, String id) {
        return user + ' ' + id;
    }
}
