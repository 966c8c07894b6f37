package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.Hashes;
import chat.palaver.client.api.ApiException;
import chat.palaver.client.socket.CloseReason;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.client.socket.SocketPool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Keeps devices connected: opens, says hello with the positions it has, takes frames down, notices
 * silence, comes back. Belongs to the loop.
 */
final class Connections {
    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(16);
    private static final int PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 2_000;
    private static final int WATCHED = 5;

    private final World world;
    private final Loop loop;
    private final SocketPool sockets;
    private final Sending sending;
    private final Map<String, Long> readsSeen = new HashMap<>();
    private boolean over;

    Connections(World world, Loop loop, SocketPool sockets, Sending sending) {
        this.world = world;
        this.loop = loop;
        this.sockets = sockets;
        this.sending = sending;
    }

    /** The highest read position anybody was shown, by channel and user. */
    Map<String, Long> readsSeen() {
        return readsSeen;
    }

    /** No device comes back any more. */
    void end() {
        over = true;
    }

    /** Connects a device that wants to be, unless it is or is about to. */
    void connect(Device device) {
        connect(device, world.anyEdgeBut(device.edge()));
    }

    void connect(Device device, String edge) {
        if (over || !device.wanted() || !device.isFree()) {
            return;
        }
        int session = device.open(edge);
        loop.block(
                Errand.CONNECT,
                () -> {
                    String token = token(device);
                    if (token == null) {
                        loop.run(() -> notOpened(device));
                    } else {
                        open(device, session, edge, token);
                    }
                },
                () -> {});
    }

    private static String token(Device device) {
        try {
            return device.login().accessToken();
        } catch (ApiException e) {
            return null;
        }
    }

    private void open(Device device, int session, String edge, String token) {
        RawSession.open(
                        sockets,
                        URI.create(edge),
                        0,
                        frame -> {
                            Incoming incoming = Incoming.of(frame);
                            loop.take(() -> take(device, session, incoming));
                        })
                .whenComplete(
                        (connection, failure) ->
                                loop.take(
                                        () -> {
                                            if (failure == null) {
                                                opened(device, session, connection, token);
                                            } else {
                                                notOpened(device);
                                            }
                                        }));
    }

    private void notOpened(Device device) {
        device.notOpened();
        reconnectLater(device);
    }

    private void reconnectLater(Device device) {
        int most = Math.min(LONGEST_PAUSE_MILLIS, PAUSE_MILLIS << Math.min(device.failures(), 6));
        loop.after(Duration.ofMillis(20 + world.random().nextInt(most)), () -> connect(device));
    }

    private void opened(Device device, int session, RawSession connection, String token) {
        device.opened(connection, System.nanoTime());
        // May be called on the loop itself, by an abort: it must not wait for room there.
        connection.closed().thenAccept(reason -> loop.run(() -> closed(device, session, reason)));
        Map<String, Long> resume = new HashMap<>();
        Map<String, Long> named = new HashMap<>();
        device.positions()
                .forEach(
                        (room, position) -> {
                            resume.put(room.channelId(), position);
                            named.put(room.name(), position);
                        });
        world.history()
                .record(at -> new Event.Hello(at, device.name(), session, device.edge(), named));
        connection.hello(token, resume);
        beat(device, session);
    }

    private void beat(Device device, int session) {
        if (!device.isCurrent(session)) {
            return;
        }
        Duration silent = Duration.ofNanos(System.nanoTime() - device.heardNanos());
        if (device.isReading() && silent.compareTo(SILENCE) > 0) {
            device.abort();
            closed(device, session, new CloseReason(CloseReason.ABNORMAL, "silence"));
            return;
        }
        if (device.isConnected()) {
            device.connection().send(RawSession.frame("ping"));
        }
        loop.after(PING, () -> beat(device, session));
    }

    /** Ends a device's connection now; what still comes over it is not looked at. */
    void drop(Device device, String why) {
        if (device.connection() != null) {
            device.abort();
            closed(device, device.session(), new CloseReason(CloseReason.ABNORMAL, why));
        }
    }

    private void closed(Device device, int session, CloseReason reason) {
        if (!device.lose(session)) {
            return;
        }
        world.history()
                .record(
                        at ->
                                new Event.Closed(
                                        at,
                                        device.name(),
                                        session,
                                        reason.code(),
                                        reason.reason()));
        sending.lost(device);
        if (reason.code() == CloseReason.UNAUTHORIZED) {
            renewToken(device);
        } else {
            reconnectLater(device);
        }
    }

    private void renewToken(Device device) {
        loop.block(
                Errand.CONNECT,
                () -> {
                    try {
                        device.login().replaceToken(device.login().tokens().accessToken());
                    } catch (ApiException e) {
                        // Tried again with the next refusal.
                    }
                },
                () -> reconnectLater(device));
    }

    /** A frame, read and its text hashed where it came in, so that the loop has less to do. */
    private record Incoming(String type, JsonNode json, String hash) {
        static Incoming of(Frame frame) {
            JsonNode json = frame.json();
            String hash = frame.is("message") ? Hashes.of(json.path("text").asText()) : null;
            return new Incoming(frame.type(), json, hash);
        }

        String text(String field) {
            return json.path(field).asText("");
        }

        long position(String field) {
            return json.path(field).asLong();
        }
    }

    private void take(Device device, int session, Incoming frame) {
        if (!device.isCurrent(session)) {
            return;
        }
        device.heard(System.nanoTime());
        switch (frame.type()) {
            case "welcome" -> welcome(device, session);
            case "message" -> message(device, session, frame);
            case "channel" -> change(device, session, frame);
            case "caughtUp" -> caughtUp(device, session, frame);
            case "sent" ->
                    sending.sent(
                            device,
                            channel(frame),
                            frame.text("id"),
                            frame.position("position"),
                            frame.json().path("duplicate").asBoolean());
            case "error" ->
                    sending.refused(
                            device, frame.text("id"), frame.text("code"), retryAfter(frame));
            case "read" -> read(device, session, frame);
            case "presence" -> presence(device, session, frame);
            case "reconnect" -> draining(device, session, frame);
            default -> {
                // Pongs, and what this version does not know.
            }
        }
    }

    /** As histories call it; its id, if it is none of theirs. */
    private String channel(Incoming frame) {
        Room room = world.room(frame.text("channel"));
        return room == null ? frame.text("channel") : room.name();
    }

    private static OptionalLong retryAfter(Incoming frame) {
        return frame.json().has("retryAfterMs")
                ? OptionalLong.of(frame.json().path("retryAfterMs").asLong())
                : OptionalLong.empty();
    }

    private void welcome(Device device, int session) {
        device.welcome();
        world.history().record(at -> new Event.Welcomed(at, device.name(), session));
        List<Person> watched = watched(device);
        ObjectNode watch = RawSession.frame("watch");
        ArrayNode users = watch.putArray("users");
        watched.forEach(person -> users.add(person.userId()));
        world.history()
                .record(
                        at ->
                                new Event.Watched(
                                        at,
                                        device.name(),
                                        session,
                                        watched.stream().map(Person::name).toList()));
        device.connection().send(watch);
    }

    private void message(Device device, int session, Incoming frame) {
        Room room = world.room(frame.text("channel"));
        if (room == null) {
            return;
        }
        long position = frame.position("position");
        world.history()
                .record(
                        at ->
                                new Event.Delivered(
                                        at,
                                        device.name(),
                                        session,
                                        room.name(),
                                        "message",
                                        position,
                                        frame.position("prev"),
                                        frame.text("id"),
                                        world.nameOf(frame.text("sender")),
                                        frame.hash(),
                                        null,
                                        false));
        device.stands(room, position);
    }

    private void change(Device device, int session, Incoming frame) {
        Room room = world.room(frame.text("channelId"));
        if (room == null) {
            return;
        }
        boolean left = frame.json().path("left").asBoolean();
        long position = frame.position("position");
        world.history()
                .record(
                        at ->
                                new Event.Delivered(
                                        at,
                                        device.name(),
                                        session,
                                        room.name(),
                                        frame.text("reason"),
                                        position,
                                        frame.position("prev"),
                                        null,
                                        world.nameOf(frame.text("sender")),
                                        null,
                                        world.nameOf(frame.text("user")),
                                        left));
        if (left) {
            device.left(room);
        } else {
            device.stands(room, position);
        }
    }

    private void caughtUp(Device device, int session, Incoming frame) {
        Room room = world.room(frame.text("channel"));
        if (room == null) {
            return;
        }
        long position = frame.position("position");
        world.history()
                .record(
                        at ->
                                new Event.CaughtUp(
                                        at, device.name(), session, room.name(), position));
        device.caughtUp(room, position);
    }

    private void read(Device device, int session, Incoming frame) {
        Room room = world.room(frame.text("channel"));
        if (room == null) {
            return;
        }
        String user = world.nameOf(frame.text("user"));
        long position = frame.position("position");
        world.history()
                .record(
                        at ->
                                new Event.ReadSeen(
                                        at, device.name(), session, room.name(), user, position));
        readsSeen.merge(room.name() + " " + user, position, Math::max);
    }

    private void presence(Device device, int session, Incoming frame) {
        String user = world.nameOf(frame.text("user"));
        String status = frame.text("status");
        world.history()
                .record(at -> new Event.PresenceSeen(at, device.name(), session, user, status));
    }

    private void draining(Device device, int session, Incoming frame) {
        String url = Optional.of(frame.text("url")).filter(u -> !u.isEmpty()).orElse(null);
        Duration after = Duration.ofMillis(frame.json().path("afterMs").asLong());
        loop.after(
                after,
                () -> {
                    if (device.isCurrent(session)) {
                        drop(device, "asked to reconnect");
                        connect(device, url == null ? world.anyEdgeBut(device.edge()) : url);
                    }
                });
    }

    /** The same few people for a device, whatever happens. */
    private List<Person> watched(Device device) {
        int start = Math.floorMod(device.name().hashCode(), world.people().size());
        return IntStream.range(0, Math.min(WATCHED, world.people().size()))
                .mapToObj(i -> world.people().get((start + i) % world.people().size()))
                .toList();
    }
}
