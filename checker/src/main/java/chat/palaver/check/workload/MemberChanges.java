package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.client.api.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Members who come and go, and titles that change. While a change is under way its channel counts
 * as changing: who is a member is not certain. One that gets no verdict may have come true or not,
 * which is what the history says of it; how it stands is then asked of the API, so that the channel
 * does not lie still for the rest of the run. What the API reads may be minutes old when the sink
 * is away: so it is asked only when it has answered another change, behind all before. Belongs to
 * the loop.
 */
final class MemberChanges {
    private static final String OK = "ok";
    private static final String UNREACHABLE = "unreachable";

    private final World world;
    private final Loop loop;
    private final Duration patience;
    private final Duration late;
    private final Random random;
    private int changes;

    /**
     * @param patience how long a change is tried that gets no verdict
     * @param late how long after that it may yet come true
     */
    MemberChanges(World world, Loop loop, Duration patience, Duration late) {
        this.world = world;
        this.loop = loop;
        this.patience = patience;
        this.late = late;
        this.random = world.random();
    }

    /** One of them, in a channel where people come and go and nothing is under way. */
    void any() {
        List<Room> lively =
                world.rooms().stream().filter(room -> room.lively() && !room.changing()).toList();
        if (lively.isEmpty()) {
            return;
        }
        Room room = world.any(lively);
        int choice = random.nextInt(5);
        if (choice == 0) {
            String title = "check " + room.name() + " " + changes;
            ask(
                    room,
                    "title",
                    title,
                    room.owner(),
                    () -> room.owner().api().rename(room.channelId(), title),
                    () -> {});
        } else if (choice <= 2) {
            remove(room);
        } else {
            put(room);
        }
    }

    private void remove(Room room) {
        List<Person> others =
                room.members().stream().filter(person -> person != room.owner()).toList();
        if (others.size() < 2) {
            return;
        }
        Person leaving = world.any(others);
        Person by = random.nextBoolean() ? leaving : room.owner();
        // From now on he may be none; whoever he was sending to may refuse him.
        room.members().remove(leaving);
        ask(
                room,
                "remove",
                leaving.name(),
                by,
                () -> by.api().removeMember(room.channelId(), leaving.userId()),
                () -> {});
    }

    private void put(Room room) {
        List<Person> others =
                world.people().stream().filter(person -> !room.members().contains(person)).toList();
        if (others.isEmpty()) {
            return;
        }
        Person joining = world.any(others);
        ask(
                room,
                "put",
                joining.name(),
                room.owner(),
                () -> room.owner().api().putMember(room.channelId(), joining.userId(), null),
                () -> room.members().add(joining));
    }

    /** Asks until there is an answer, or it is time to look how it stands. */
    void ask(Room room, String kind, String user, Person by, Runnable call, Runnable done) {
        room.changing(true);
        int change = ++changes;
        asked(change, room, kind, user, by);
        String[] code = {UNREACHABLE};
        loop.block(
                Errand.ASK,
                () -> code[0] = answer(call),
                () -> {
                    answered(change, code[0]);
                    if (code[0].equals(OK)) {
                        done.run();
                        room.changing(false);
                    } else {
                        lookUp(room);
                    }
                });
    }

    /** It may have come true or not, or come true yet: the API has to say who is a member. */
    private void lookUp(Room room) {
        loop.after(late, () -> askAndLookUp(room));
    }

    private void askAndLookUp(Room room) {
        int change = ++changes;
        String title = "check " + room.name() + " " + change;
        asked(change, room, "title", title, room.owner());
        List<Person> found = new ArrayList<>();
        String[] code = {UNREACHABLE};
        loop.block(
                Errand.ASK,
                () -> {
                    code[0] = answer(() -> room.owner().api().rename(room.channelId(), title));
                    if (code[0].equals(OK)) {
                        found.addAll(membersOf(room));
                    }
                },
                () -> {
                    answered(change, code[0]);
                    lookedUp(room, found);
                });
    }

    private void asked(int change, Room room, String kind, String user, Person by) {
        world.history()
                .record(
                        at ->
                                new Event.ChangeAsked(
                                        at, change, room.name(), kind, user, by.name()));
    }

    private void answered(int change, String code) {
        world.history().record(at -> new Event.ChangeAnswered(at, change, code));
    }

    private void lookedUp(Room room, List<Person> found) {
        if (found.isEmpty()) {
            lookUp(room);
            return;
        }
        room.members(found);
        room.changing(false);
    }

    /** As the owner sees them; nobody, if the API does not answer. */
    private List<Person> membersOf(Room room) {
        try {
            return room.owner().api().members(room.channelId()).stream()
                    .map(member -> world.person(member.userId()))
                    .filter(Objects::nonNull)
                    .toList();
        } catch (ApiException e) {
            return List.of();
        }
    }

    private String answer(Runnable call) {
        try {
            Patience.call(
                    patience,
                    () -> {
                        call.run();
                        return true;
                    });
            return OK;
        } catch (ApiException e) {
            return e.code();
        }
    }
}
