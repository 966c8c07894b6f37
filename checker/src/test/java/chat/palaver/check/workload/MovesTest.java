package chat.palaver.check.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.check.history.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MovesTest {
    private static final String IN_OWN = "{'channelId':'c_1','log':'own'}";
    private static final String IN_SHARED = "{'channelId':'c_1','log':'shared'}";

    private final List<Event> history = new CopyOnWriteArrayList<>();
    private final Loop loop = new Loop();
    private final World world =
            new World(
                    event -> {
                        history.add(event.apply(0));
                        return 0;
                    },
                    new Random(1));
    private final Moves moves = new Moves(world, loop);
    private FakeApi api;

    @BeforeEach
    void begin() throws IOException {
        api = new FakeApi();
        world.add(room(1, Room.Kind.STEADY));
        world.add(room(2, Room.Kind.DIRECT));
    }

    private Room room(int number, Room.Kind kind) {
        Person owner = new Person(number, "name", "password", api.session("u_" + number));
        return new Room(number, "c_" + number, owner, List.of(owner), 0, kind);
    }

    @AfterEach
    void end() {
        loop.close();
        api.close();
    }

    @Test
    void aGroupsLogIsAskedToMoveAndLookedAfterUntilItHas() {
        api.answers("PATCH", 200, IN_SHARED);
        api.answers("GET", 200, IN_SHARED).answers("GET", 503, "").answers("GET", 200, IN_OWN);

        loop.run(moves::begin);
        loop.run(moves::any);

        awaitStill();
        assertThat(history)
                .containsExactly(
                        new Event.MoveAsked(0, "c1", "own"),
                        new Event.MoveAnswered(0, "c1", "own", "ok"),
                        new Event.MoveShown(0, "c1", "own"));
    }

    @Test
    void aRefusedMoveIsOver() {
        api.answers("PATCH", 403, "{'code':'not_allowed'}");

        loop.run(moves::begin);
        loop.run(moves::any);

        awaitStill();
        assertThat(history).contains(new Event.MoveAnswered(0, "c1", "own", "not_allowed"));
    }

    @Test
    void inHasteALogThatHasMovedMovesBack() {
        api.answers("PATCH", 200, IN_SHARED);
        api.answers("GET", 200, IN_OWN).answers("GET", 200, IN_SHARED);

        loop.run(moves::begin);
        loop.run(() -> moves.hasty(true));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> history.contains(new Event.MoveShown(0, "c1", "shared")));
        loop.run(moves::end);
        awaitStill();
        assertThat(history)
                .contains(
                        new Event.MoveShown(0, "c1", "own"), new Event.MoveAsked(0, "c1", "shared"))
                .doesNotContain(new Event.MoveAsked(0, "c2", "own"));
    }

    private void awaitStill() {
        loop.ask(() -> true);
        await().atMost(Duration.ofSeconds(20)).until(() -> loop.ask(moves::isQuiet));
        loop.verify();
    }
}
