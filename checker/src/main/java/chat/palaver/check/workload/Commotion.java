package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.client.socket.Positions;
import chat.palaver.client.socket.RawSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What people do besides writing: lose their network, come back on another edge, stay away, log out
 * and in, read, join, leave, rename, have logs moved. Belongs to the loop.
 */
final class Commotion {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int MEAN_SECONDS_BETWEEN_LOSSES = 25;
    private static final int LOG_OUTS_EVERY_TICKS = 90;
    private static final int CHANGES_EVERY_TICKS = 15;
    private static final int MOVES_EVERY_TICKS = 20;
    private static final Duration CHANGE_PATIENCE = Duration.ofMinutes(2);

    /** The API answers within 5 s whether a change has come true: longer than any may take. */
    private static final Duration LATE_CHANGE = Duration.ofSeconds(10);

    private final World world;
    private final Loop loop;
    private final Connections connections;
    private final PalaverApi api;
    private final Random random;
    private final MemberChanges changes;
    private final Moves moves;
    private final Map<String, Long> read = new HashMap<>();
    private final Set<Device> loggedOut = new HashSet<>();
    private boolean on;
    private boolean calm;
    private int ticks;

    Commotion(World world, Loop loop, Connections connections, PalaverApi api) {
        this.world = world;
        this.loop = loop;
        this.connections = connections;
        this.api = api;
        this.random = world.random();
        this.changes = new MemberChanges(world, loop, CHANGE_PATIENCE, LATE_CHANGE);
        this.moves = new Moves(world, loop);
    }

    void begin() {
        on = true;
        moves.begin();
        tick();
    }

    /** Nobody stays away or goes from now on; who is logging in comes when he has. */
    void end() {
        on = false;
        moves.end();
        world.devices().stream()
                .filter(device -> !device.isAsleep() && !loggedOut.contains(device))
                .forEach(this::back);
    }

    /** Whether no change, no move and no log-in is under way. */
    boolean isQuiet() {
        return loggedOut.isEmpty()
                && moves.isQuiet()
                && world.rooms().stream().noneMatch(Room::changing);
    }

    /** What is under way, in words. */
    String state() {
        List<String> changing =
                world.rooms().stream().filter(Room::changing).map(Room::name).toList();
        List<String> moving = world.rooms().stream().filter(Room::moving).map(Room::name).toList();
        return "changes in " + changing + ", moves of " + moving + ", log-ins of " + loggedOut;
    }

    /** While it lasts nobody loses his connection by his own doing. */
    void calm(boolean now) {
        calm = now;
    }

    /** While it lasts all logs that can move do, without a pause. */
    void hastyMoves(boolean now) {
        moves.hasty(now);
    }

    /** How many logs have been seen to have moved. */
    long movesShown() {
        return moves.shown();
    }

    private void tick() {
        if (!on) {
            return;
        }
        ticks++;
        List<Device> devices = world.devices();
        int oneIn = MEAN_SECONDS_BETWEEN_LOSSES * 10;
        if (!calm && random.nextInt(oneIn) < devices.size()) {
            loseNetwork(world.any(devices));
        }
        if (!calm && ticks % LOG_OUTS_EVERY_TICKS == 0) {
            logOut(world.any(devices));
        }
        if (ticks % CHANGES_EVERY_TICKS == 0) {
            changes.any();
        }
        if (ticks % MOVES_EVERY_TICKS == 0) {
            moves.any();
        }
        read(world.any(devices));
        loop.after(TICK, this::tick);
    }

    private void loseNetwork(Device device) {
        if (!isAtEase(device)) {
            return;
        }
        if (random.nextInt(10) < 6) {
            connections.drop(device, "network lost");
            return;
        }
        boolean long30 = random.nextInt(4) == 0;
        Duration away = Duration.ofMillis(long30 ? 30_000 : 1_000 + random.nextInt(12_000));
        device.wanted(false);
        connections.drop(device, "away");
        loop.after(away, () -> back(device));
    }

    private boolean isAtEase(Device device) {
        return device.isConnected() && device.isReading() && !loggedOut.contains(device);
    }

    private void back(Device device) {
        loggedOut.remove(device);
        device.wanted(true);
        connections.connect(device);
    }

    private void logOut(Device device) {
        if (!isAtEase(device)) {
            return;
        }
        device.wanted(false);
        loggedOut.add(device);
        world.history().record(at -> new Event.LoggedOut(at, device.name()));
        loop.block(
                Errand.ASK,
                () -> {
                    try {
                        device.login().logOut();
                    } catch (ApiException e) {
                        // The server may be away: then it is a lost connection and a new log-in.
                    }
                },
                () -> {
                    connections.drop(device, "logged out");
                    loop.after(
                            Duration.ofMillis(1_000 + random.nextInt(12_000)), () -> logIn(device));
                });
    }

    private void logIn(Device device) {
        Person person = device.person();
        loop.block(
                Errand.ASK,
                () -> device.login(Opening.logIn(api, person.username(), person.password())),
                () -> back(device));
    }

    /**
     * Reads up to the last record a device has, so that the position is one that was sent to it.
     */
    private void read(Device device) {
        if (!device.isConnected() || device.positions().isEmpty()) {
            return;
        }
        Room room = world.any(List.copyOf(device.positions().keySet()));
        long position = device.positions().get(room);
        String key = device.person().name() + " " + room.name();
        if (!device.isLive(room) || position <= read.getOrDefault(key, 0L)) {
            return;
        }
        read.put(key, position);
        world.history().record(at -> new Event.ReadSent(at, device.name(), room.name(), position));
        device.connection()
                .send(
                        RawSession.frame("read")
                                .put("channel", room.channelId())
                                .put("position", Positions.format(position)));
    }
}
