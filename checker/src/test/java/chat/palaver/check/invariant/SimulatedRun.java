package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.Hashes;
import chat.palaver.schemas.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * A chat system without faults, small enough to be right by looking at it, and a crowd that uses
 * it: gives the history of a good run, from a seed.
 */
final class SimulatedRun {
    private static final int STEPS = 600;
    private static final int USERS = 5;
    private static final int CHANNELS = 3;

    /** A record as it is stored. */
    private record Stored(
            String type,
            long position,
            long prev,
            String id,
            String sender,
            String text,
            String user) {
        private boolean isMessage() {
            return type.equals("message");
        }

        private boolean isJoinOf(String member) {
            return type.equals("member") && user.equals(member);
        }
    }

    private static final class Channel {
        private final String name;
        private final List<Stored> log = new ArrayList<>();
        private final Set<String> members = new LinkedHashSet<>();
        private final Map<String, List<long[]>> times = new HashMap<>();

        private Channel(String name) {
            this.name = name;
        }

        private long head() {
            return log.isEmpty() ? 0 : log.get(log.size() - 1).position();
        }

        private boolean owns(String user, long position) {
            return times.getOrDefault(user, List.of()).stream()
                    .anyMatch(time -> position >= time[0] && position < time[1]);
        }

        private boolean sees(String user, long position) {
            return times.getOrDefault(user, List.of()).stream()
                    .anyMatch(time -> position >= time[0] && position <= time[1]);
        }
    }

    private static final class Device {
        private final String name;
        private final Map<String, Long> last = new LinkedHashMap<>();
        private int session;
        private boolean on;
        private boolean resuming;

        private Device(String name) {
            this.name = name;
        }

        private String user() {
            return Chains.userOf(name);
        }
    }

    private final Random random;
    private final Random moves;
    private final long seed;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final List<Device> devices = new ArrayList<>();
    private final Map<String, Long> reads = new HashMap<>();
    private final Map<String, Set<String>> watched = new HashMap<>();
    private long now;
    private int ids;
    private int changes;
    private int faults;

    private SimulatedRun(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.moves = new Random(seed);
    }

    static List<Event> history(long seed) {
        return new SimulatedRun(seed).run();
    }

    private void add(LongFunction<Event> event) {
        now += 1 + random.nextInt(50_000);
        events.add(event.apply(now));
    }

    private List<Event> run() {
        add(at -> new Event.Begun(at, seed, Map.of()));
        for (int u = 1; u <= USERS; u++) {
            String user = "u" + u;
            add(at -> new Event.UserMade(at, user, "u_" + user, user));
            for (int d = 1; d <= 1 + random.nextInt(2); d++) {
                devices.add(new Device(user + "." + d));
            }
        }
        for (int c = 1; c <= CHANNELS; c++) {
            make("c" + c);
        }
        devices.forEach(this::connect);
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        devices.stream().filter(device -> device.on).forEach(this::disconnect);
        devices.forEach(this::connect);
        channels.values().forEach(this::readHistory);
        reads.forEach(
                (key, position) -> {
                    String[] parts = key.split(" ");
                    add(at -> new Event.ReadStored(at, parts[1], parts[0], position));
                });
        now += 120_000_000;
        add(Event.Ended::new);
        return events;
    }

    private void make(String name) {
        Channel channel = new Channel(name);
        channels.put(name, channel);
        List<String> members = new ArrayList<>(List.of("u1"));
        for (int u = 2; u <= USERS; u++) {
            if (random.nextBoolean()) {
                members.add("u" + u);
            }
        }
        add(at -> new Event.ChannelMade(at, name, "c_" + name, "group", "u1", members, 0));
        append(channel, "created", null, "u1", null, null);
        members.forEach(user -> join(channel, user));
    }

    private void join(Channel channel, String user) {
        channel.members.add(user);
        channel.times
                .computeIfAbsent(user, u -> new ArrayList<>())
                .add(new long[] {channel.head(), Long.MAX_VALUE});
    }

    private void leave(Channel channel, String user) {
        channel.members.remove(user);
        List<long[]> times = channel.times.get(user);
        times.get(times.size() - 1)[1] = channel.head();
    }

    private Stored append(
            Channel channel, String type, String id, String sender, String text, String user) {
        long position = next(channel.head());
        Stored stored = new Stored(type, position, channel.head(), id, sender, text, user);
        channel.log.add(stored);
        return stored;
    }

    /** Somewhere behind; where the log has moved meanwhile, from the beginning of a topic on. */
    private long next(long head) {
        int gap = random.nextInt(3);
        boolean moved = head != 0 && moves.nextInt(20) == 0;
        return moved ? Position.of(Position.epoch(head) + 1, gap) : head + 1 + gap;
    }

    private <T> T any(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private void step() {
        Channel channel = any(List.copyOf(channels.values()));
        switch (random.nextInt(20)) {
            case 0 -> {
                Device device = any(devices);
                if (device.on) {
                    disconnect(device);
                } else {
                    connect(device);
                }
            }
            case 1 -> change(channel);
            case 2 -> read(channel);
            case 3 -> fault();
            case 4 -> {
                devices.forEach(device -> deliverSome(device, Integer.MAX_VALUE));
                now += random.nextInt(40_000_000);
            }
            case 5, 6, 7, 8, 9, 10 -> send(channel);
            default -> deliverSome(any(devices), 1 + random.nextInt(4));
        }
    }

    private void send(Channel channel) {
        List<Device> able =
                devices.stream()
                        .filter(device -> device.on && channel.members.contains(device.user()))
                        .toList();
        if (able.isEmpty()) {
            return;
        }
        Device device = any(able);
        String user = device.user();
        String id = "m" + ++ids;
        String text = "text " + ids;
        String hash = Hashes.of(text);
        invoked(channel, device, id, 1, hash);
        int fate = random.nextInt(10);
        if (fate == 0) {
            add(at -> new Event.Refused(at, channel.name, user, id, 1, "not_allowed"));
            return;
        }
        if (fate == 1) {
            if (random.nextBoolean()) {
                append(channel, "message", id, user, text, null);
            }
            add(at -> new Event.Unanswered(at, channel.name, user, id, 1, "unavailable"));
            add(at -> new Event.GivenUp(at, channel.name, user, id));
            return;
        }
        int attempt = 1;
        long position = append(channel, "message", id, user, text, null).position();
        boolean duplicate = false;
        if (fate == 2) {
            add(at -> new Event.Unanswered(at, channel.name, user, id, 1, "connection lost"));
            attempt = 2;
            duplicate = true;
            invoked(channel, device, id, 2, hash);
        }
        acknowledged(channel, device, id, attempt, position, duplicate);
        if (random.nextInt(5) == 0) {
            invoked(channel, device, id, attempt + 1, hash);
            acknowledged(channel, device, id, attempt + 1, position, true);
        }
    }

    private void invoked(Channel channel, Device device, String id, int attempt, String hash) {
        add(
                at ->
                        new Event.Invoked(
                                at,
                                channel.name,
                                device.user(),
                                id,
                                attempt,
                                device.name,
                                device.session,
                                hash,
                                6));
    }

    private void acknowledged(
            Channel channel, Device device, String id, int attempt, long position, boolean again) {
        add(
                at ->
                        new Event.Acknowledged(
                                at,
                                channel.name,
                                device.user(),
                                id,
                                attempt,
                                device.name,
                                position,
                                again));
    }

    private void change(Channel channel) {
        int number = ++changes;
        String user = "u" + (2 + random.nextInt(USERS - 1));
        boolean member = channel.members.contains(user);
        String kind = member ? "remove" : "put";
        add(at -> new Event.ChangeAsked(at, number, channel.name, kind, user, "u1"));
        Stored record = append(channel, member ? "removed" : "member", null, "u1", null, user);
        if (member) {
            leave(channel, user);
        } else {
            join(channel, user);
            // Those who have left the channel behind are told at once; the others when it is due.
            devices.stream()
                    .filter(device -> device.on && device.user().equals(user))
                    .filter(device -> !device.last.containsKey(channel.name))
                    .forEach(device -> deliver(device, channel, record));
        }
        add(at -> new Event.ChangeAnswered(at, number, "ok"));
    }

    private void read(Channel channel) {
        Device device = any(devices);
        long position = device.last.getOrDefault(channel.name, 0L);
        String key = channel.name + " " + device.user();
        if (!device.on || position <= reads.getOrDefault(key, 0L)) {
            return;
        }
        reads.put(key, position);
        add(at -> new Event.ReadSent(at, device.name, channel.name, position));
        for (Device other : devices) {
            if (other.on && channel.members.contains(other.user())) {
                add(
                        at ->
                                new Event.ReadSeen(
                                        at,
                                        other.name,
                                        other.session,
                                        channel.name,
                                        device.user(),
                                        position));
            }
        }
    }

    private void fault() {
        if (random.nextInt(6) > 0) {
            return;
        }
        String name = "fault-" + ++faults;
        add(at -> new Event.FaultBegan(at, name, "edge-1"));
        add(at -> new Event.FaultHealed(at, name, "edge-1"));
        add(at -> new Event.Settled(at, name, 1_000));
    }

    private void connect(Device device) {
        device.session++;
        Map<String, Long> resume = Map.copyOf(device.last);
        add(at -> new Event.Hello(at, device.name, device.session, "edge-1", resume));
        device.on = true;
        device.resuming = true;
        add(at -> new Event.Welcomed(at, device.name, device.session));
        List<String> users = List.of("u1", "u2", "u3", "u4", "u5");
        add(at -> new Event.Watched(at, device.name, device.session, users));
        watched.put(device.name, new HashSet<>());
        users.forEach(user -> presence(device, user));
        tellPresence(device.user());
        for (Channel channel : channels.values()) {
            if (device.last.containsKey(channel.name)) {
                deliver(device, channel, Integer.MAX_VALUE);
            }
            if (channel.members.contains(device.user())) {
                caughtUp(device, channel, channel.head());
            }
        }
        device.resuming = false;
    }

    private void caughtUp(Device device, Channel channel, long position) {
        device.last.put(channel.name, position);
        add(at -> new Event.CaughtUp(at, device.name, device.session, channel.name, position));
    }

    private void disconnect(Device device) {
        device.on = false;
        add(at -> new Event.Closed(at, device.name, device.session, 1006, "away"));
        tellPresence(device.user());
    }

    private void tellPresence(String user) {
        devices.stream().filter(device -> device.on).forEach(device -> presence(device, user));
    }

    private void presence(Device device, String user) {
        boolean online = devices.stream().anyMatch(d -> d.on && d.user().equals(user));
        Set<String> known = watched.get(device.name);
        String status = user + (online ? "online" : "offline");
        String other = user + (online ? "offline" : "online");
        if (known.add(status)) {
            known.remove(other);
            add(
                    at ->
                            new Event.PresenceSeen(
                                    at,
                                    device.name,
                                    device.session,
                                    user,
                                    online ? "online" : "offline"));
        }
    }

    private void deliverSome(Device device, int most) {
        if (device.on) {
            for (Channel channel : channels.values()) {
                if (device.last.containsKey(channel.name)) {
                    deliver(device, channel, most);
                }
            }
        }
    }

    private void deliver(Device device, Channel channel, int most) {
        int count = 0;
        for (Stored stored : List.copyOf(channel.log)) {
            Long last = device.last.get(channel.name);
            if (count == most || last == null) {
                return;
            }
            if (stored.position() > last && channel.sees(device.user(), stored.position())) {
                count++;
                deliver(device, channel, stored);
            }
        }
    }

    private void deliver(Device device, Channel channel, Stored stored) {
        boolean left = !channel.owns(device.user(), stored.position());
        boolean rejoins =
                left
                        && channel.log.stream()
                                .anyMatch(
                                        later ->
                                                later.position() > stored.position()
                                                        && channel.sees(
                                                                device.user(), later.position()));
        add(
                at ->
                        new Event.Delivered(
                                at,
                                device.name,
                                device.session,
                                channel.name,
                                stored.type().equals("member") ? "added" : stored.type(),
                                stored.position(),
                                stored.prev(),
                                stored.id(),
                                stored.sender(),
                                stored.isMessage() ? Hashes.of(stored.text()) : null,
                                stored.user(),
                                left));
        if (left && !rejoins) {
            device.last.remove(channel.name);
        } else {
            device.last.put(channel.name, stored.position());
        }
        if (stored.isJoinOf(device.user()) && !device.resuming) {
            caughtUp(device, channel, stored.position());
        }
    }

    private void readHistory(Channel channel) {
        for (String reader : channel.members) {
            int rows = 0;
            for (Stored stored : channel.log) {
                if (channel.owns(reader, stored.position())) {
                    rows++;
                    add(at -> row(at, reader, channel, stored));
                }
            }
            int count = rows;
            add(at -> new Event.HistoryRead(at, reader, channel.name, count, true));
        }
    }

    private static Event row(long at, String reader, Channel channel, Stored stored) {
        return new Event.Row(
                at,
                reader,
                channel.name,
                stored.type(),
                stored.position(),
                stored.id(),
                stored.sender(),
                stored.isMessage() ? Hashes.of(stored.text()) : null,
                stored.user());
    }
}
