package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.client.api.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Owners who have the logs of their groups moved to a topic of their own and back, while all talk:
 * one now and then, or, in haste, all of them as soon as they have moved. Belongs to the loop.
 */
final class Moves {
    static final String OWN = "own";
    static final String SHARED = "shared";
    static final String OK = "ok";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(700);

    /** A group that is large keeps its own log whatever its owner says: that is let be. */
    private static final Duration LET_BE = Duration.ofSeconds(20);

    private static final Duration GIVE_BACK_PATIENCE = Duration.ofSeconds(5);

    private final World world;
    private final Loop loop;
    private boolean on;
    private boolean hasty;
    private long shown;

    Moves(World world, Loop loop) {
        this.world = world;
        this.loop = loop;
    }

    /** What was made with a log of its own is on its way there. */
    void begin() {
        on = true;
        groups().stream().filter(room -> room.log().equals(OWN)).forEach(this::watch);
    }

    void end() {
        on = false;
        hasty = false;
    }

    /** Whether nobody asks for a move or looks after one. */
    boolean isQuiet() {
        return world.rooms().stream().noneMatch(Room::moving);
    }

    /** One of the logs that lie still. */
    void any() {
        List<Room> still = still();
        if (!still.isEmpty()) {
            ask(world.any(still));
        }
    }

    /** From now on all of them move without a pause, or not any more. */
    void hasty(boolean now) {
        hasty = now && on;
        if (hasty) {
            still().forEach(this::ask);
        }
    }

    /** How many moves have been seen to have come true. */
    long shown() {
        return shown;
    }

    private List<Room> groups() {
        return world.rooms().stream().filter(room -> !room.isDirect()).toList();
    }

    private List<Room> still() {
        return groups().stream().filter(room -> !room.moving()).toList();
    }

    private void ask(Room room) {
        String log = room.log().equals(OWN) ? SHARED : OWN;
        room.moving(true);
        room.placed(log);
        world.history().record(at -> new Event.MoveAsked(at, room.name(), log));
        String[] code = {"unreachable"};
        loop.block(
                Errand.MOVE,
                () -> code[0] = answer(room, log, PATIENCE),
                () -> {
                    world.history()
                            .record(at -> new Event.MoveAnswered(at, room.name(), log, code[0]));
                    if (code[0].equals(OK)) {
                        watch(room);
                    } else {
                        over(room);
                    }
                });
    }

    private static String answer(Room room, String log, Duration patience) {
        try {
            Patience.call(patience, () -> room.owner().api().placeLog(room.channelId(), log));
            return OK;
        } catch (ApiException e) {
            return e.code();
        }
    }

    private void watch(Room room) {
        room.moving(true);
        look(room, System.nanoTime() + LET_BE.toNanos());
    }

    private void look(Room room, long deadline) {
        Optional<?>[] found = {Optional.empty()};
        loop.after(
                LOOK,
                () ->
                        loop.block(
                                Errand.MOVE,
                                () -> found[0] = shown(room),
                                () -> looked(room, found[0].equals(wanted(room)), deadline)));
    }

    private static Optional<String> wanted(Room room) {
        return Optional.of(room.log());
    }

    private static Optional<String> shown(Room room) {
        try {
            return Optional.of(room.owner().api().channel(room.channelId()).log());
        } catch (ApiException e) {
            return Optional.empty();
        }
    }

    private void looked(Room room, boolean there, long deadline) {
        if (there) {
            shown++;
            world.history().record(at -> new Event.MoveShown(at, room.name(), room.log()));
        }
        if (there || !on || System.nanoTime() > deadline) {
            over(room);
        } else {
            look(room, deadline);
        }
    }

    private void over(Room room) {
        room.moving(false);
        if (hasty) {
            ask(room);
        }
    }

    /** Has all logs lie in the shared topic, or none after the first for which that fails. */
    static void giveBack(List<Room> rooms) {
        for (Room room : rooms) {
            if (room.log().equals(OWN) && !answer(room, SHARED, GIVE_BACK_PATIENCE).equals(OK)) {
                return;
            }
        }
    }
}
