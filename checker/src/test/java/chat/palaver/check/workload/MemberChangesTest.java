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

final class MemberChangesTest {
    private static final Duration PATIENCE = Duration.ofMillis(1);
    private static final Duration LATE = Duration.ofMillis(50);
    private static final String ANN_AND_CID =
            "{'members':[{'userId':'u_1','username':'ann','role':'owner'},"
                    + "{'userId':'u_3','username':'cid','role':'member'}]}";

    private final List<Event> history = new CopyOnWriteArrayList<>();
    private final Loop loop = new Loop();
    private final World world =
            new World(
                    event -> {
                        history.add(event.apply(0));
                        return 0;
                    },
                    new Random(1));
    private final MemberChanges changes = new MemberChanges(world, loop, PATIENCE, LATE);
    private FakeApi api;
    private Person ann;
    private Person cid;
    private Room room;

    @BeforeEach
    void begin() throws IOException {
        api = new FakeApi();
        ann = person(1);
        Person bob = person(2);
        cid = person(3);
        room = new Room(1, "c_1", ann, List.of(ann, bob), 0, Room.Kind.LIVELY);
        world.add(room);
    }

    private Person person(int number) {
        Person person = new Person(number, "name", "password", api.session("u_" + number));
        world.add(person);
        return person;
    }

    @AfterEach
    void end() {
        loop.close();
        api.close();
    }

    @Test
    void takesOverWhatIsAnswered() {
        api.answers("PUT", 200, "{}");

        put();

        awaitStill();
        assertThat(history).contains(new Event.ChangeAnswered(0, 1, "ok"));
        assertThat(room.members()).extracting(Person::name).containsExactly("u1", "u2", "u3");
    }

    @Test
    void asksWhoIsAMemberWhenThereIsNoVerdict() {
        api.answers("PUT", 503, "{'code':'unavailable'}").answers("GET", 200, ANN_AND_CID);
        api.answers("PATCH", 200, "{'channelId':'c_1'}");

        put();

        boolean changing = loop.ask(room::changing);
        assertThat(changing).isTrue();
        awaitStill();
        assertThat(history)
                .contains(new Event.ChangeAnswered(0, 1, "unavailable"))
                .contains(new Event.ChangeAnswered(0, 2, "ok"));
        assertThat(room.members()).extracting(Person::name).containsExactly("u1", "u3");
    }

    @Test
    void asksUntilItIsTold() {
        api.answers("PUT", 403, "{'code':'not_allowed'}");
        api.answers("GET", 500, "").answers("GET", 500, "").answers("GET", 200, ANN_AND_CID);
        api.answers("PATCH", 200, "{'channelId':'c_1'}");

        put();

        awaitStill();
        assertThat(history).contains(new Event.ChangeAnswered(0, 1, "not_allowed"));
        assertThat(room.members()).extracting(Person::name).containsExactly("u1", "u3");
    }

    /** As long as a sink is away the API has what was there before. */
    @Test
    void believesNobodyBeforeAChangeBehindItIsAnswered() {
        api.answers("PUT", 503, "{'code':'unavailable'}").answers("GET", 200, ANN_AND_CID);
        api.answers("PATCH", 503, "")
                .answers("PATCH", 503, "")
                .answers("PATCH", 200, "{'channelId':'c_1'}");

        put();

        awaitStill();
        assertThat(history).contains(new Event.ChangeAnswered(0, 1, "unavailable"));
        assertThat(history.get(history.size() - 1))
                .isInstanceOfSatisfying(
                        Event.ChangeAnswered.class,
                        last -> assertThat(last.code()).isEqualTo("ok"));
        assertThat(room.members()).extracting(Person::name).containsExactly("u1", "u3");
    }

    private void put() {
        loop.run(
                () ->
                        changes.ask(
                                room,
                                "put",
                                cid.name(),
                                ann,
                                () -> ann.api().putMember("c_1", cid.userId(), null),
                                () -> room.members().add(cid)));
    }

    private void awaitStill() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !loop.ask(room::changing));
        loop.verify();
    }
}
