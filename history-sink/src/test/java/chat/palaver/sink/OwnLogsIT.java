package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.OwnLog;
import chat.palaver.store.OwnLog.Wish;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels whose logs move, with the whole sink on a real broker and a real store. */
class OwnLogsIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofMillis(20);
    private static final Duration FOREVER = Duration.ZERO;

    private final String bob = Ids.newUser();
    private Installation here;

    /** One for all tests but those that would be in the way of others: tables take their time. */
    private static Installation usual;

    @BeforeAll
    static void openUsual() throws Exception {
        usual = new Installation(KAFKA, CQL, "usual");
    }

    @AfterAll
    static void closeUsual() throws Exception {
        usual.close();
    }

    @BeforeEach
    void open() {
        here = usual;
        here.ownLogs = Installation.MOVING_AT_ONCE;
    }

    @AfterEach
    void endSinks() throws Exception {
        here.endSinks();
        if (here != usual) {
            here.close();
        }
    }

    @Test
    void aChannelChosenSoLivesInALogOfItsOwnAndComesBackWhenItIsChosenNoMore() throws Exception {
        here.sink();
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        room.append(room.chat.says(bob, "in the shared log"));
        room.awaitEpoch(1);
        ChannelRecord first = room.chat.says(bob, "in the own log");
        room.append(first);
        room.append(first);
        room.append(room.chat.chooses(room.chat.owner, false, FOREVER));
        room.awaitEpoch(2);
        room.append(first);
        room.append(room.chat.says(bob, "shared again"));
        room.append(room.chat.chooses(room.chat.owner, true, FOREVER));
        room.awaitEpoch(3);
        room.append(first);
        room.append(room.chat.says(bob, "in another own log"));

        room.assertTablesAreTheFold();
        assertThat(room.row())
                .contains(
                        new OwnLog(
                                room.partition(),
                                room.chat.channel,
                                3,
                                Optional.of(Wish.CHOSEN),
                                FOREVER,
                                false));
    }

    @Test
    void aNewOwnLogIsTakenInWithinTwoSeconds() throws Exception {
        here.sink();
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        await().atMost(LONG).pollInterval(AT_ONCE).until(() -> room.marker(0).isPresent());

        room.append(1, room.chat.says(bob, "hello"));

        await().atMost(Duration.ofSeconds(2))
                .pollInterval(AT_ONCE)
                .until(() -> room.isWritten(room.place(1)));
        room.assertTablesAreTheFold();
    }

    @Test
    void aSinkThatWasAwayGoesThroughAllStretchesOneAfterTheOther() throws Exception {
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        here.makeTopic(room.place(1));
        here.makeTopic(room.place(3));
        ChannelRecord hello = room.chat.says(bob, "hello");
        for (long epoch = 0; epoch <= 3; epoch++) {
            room.append(epoch, hello);
            room.append(epoch, room.chat.says(bob, "in " + epoch));
            room.append(epoch, room.chat.adds(room.chat.owner, Ids.newUser()));
            if (epoch < 3) {
                room.appendMarker(epoch);
                room.append(epoch, room.chat.says(bob, "behind the end of " + epoch));
                room.appendMarker(epoch);
            }
        }

        here.sink();

        room.awaitEpoch(3);
        room.assertTablesAreTheFold();
        assertThat(here.deadLetters()).noneMatch(letter -> isOf(List.of(room), letter));
    }

    @Test
    void aSinkGoesOnWhereTheLastOneEndedOnEitherSideOfAMove() throws Exception {
        Room room = here.room();
        SinkService first = here.sink();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        ChannelRecord hello = room.chat.says(bob, "hello");
        room.append(hello);
        room.awaitEpoch(1);
        room.append(room.chat.says(bob, "own"));
        room.assertTablesAreTheFold();
        here.end(first);
        room.append(0, room.chat.says(bob, "a stray"));
        room.append(hello);
        room.append(room.chat.adds(room.chat.owner, Ids.newUser()));

        SinkService second = here.sink();
        room.append(room.chat.says(bob, "own again"));
        room.assertTablesAreTheFold();
        here.end(second);
        room.append(room.chat.chooses(room.chat.owner, false, FOREVER));
        room.appendMarker(1);
        room.append(1, room.chat.says(bob, "another stray"));
        room.append(2, hello);
        room.append(2, room.chat.says(bob, "shared"));

        SinkService third = here.sink();
        room.awaitEpoch(2);
        room.assertTablesAreTheFold();
        here.end(third);
        room.append(1, room.chat.says(bob, "a late stray"));
        room.append(0, room.chat.says(bob, "and another"));
        room.append(room.chat.says(bob, "shared again"));

        here.sink();
        room.assertTablesAreTheFold();
    }

    @Test
    void aRowThatADeadSinkLeftBehindTheVersionIsBroughtInLine() throws Exception {
        Room room = here.room();
        SinkService first = here.sink();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        room.awaitEpoch(1);
        room.append(room.chat.says(bob, "own"));
        room.assertTablesAreTheFold();
        here.end(first);
        room.appendMarker(1);
        room.append(2, room.chat.says(bob, "shared"));
        room.writeVersion(2);

        here.ownLogs = here.noMoves();
        here.sink();

        room.awaitEpoch(2);
        room.assertTablesAreTheFold();
        assertThat(room.row().map(OwnLog::epoch)).contains(2L);
    }

    @Test
    void aMoveThatAnotherSinkWroteHalfAfterItsClaimWasLostIsFollowed() throws Exception {
        Room room = here.room();
        here.ownLogs = here.noMoves();
        SinkService first = here.sink();
        room.append(room.chat.created("Tea", bob));
        room.append(room.chat.says(bob, "shared"));
        room.assertTablesAreTheFold();
        here.end(first);
        here.makeTopic(room.place(1));
        room.appendMarker(0);
        room.append(1, room.chat.says(bob, "own"));
        room.writeVersion(1);

        here.sink();

        room.awaitEpoch(1);
        room.assertTablesAreTheFold();
        assertThat(room.row().map(OwnLog::epoch)).contains(1L);
    }

    @Test
    void aMoveThatADeadSinkLeftUnwrittenIsWritten() throws Exception {
        Room room = here.room();
        here.ownLogs = here.noMoves();
        SinkService first = here.sink();
        // Nobody wishes it: there is no row before the move.
        room.append(room.chat.created("Tea", bob));
        here.makeTopic(room.place(1));
        room.appendMarker(0);
        room.append(1, room.chat.says(bob, "own"));
        room.awaitEpoch(1);
        room.assertTablesAreTheFold();
        here.end(first);

        here.sink();
        room.append(room.chat.says(bob, "own again"));

        room.assertTablesAreTheFold();
    }

    @Test
    void sinksShareTheLogsAndTakeThemOverInTheMiddleOfMoves() throws Exception {
        List<Room> rooms = new ArrayList<>();
        SinkService first = here.sink();
        for (int i = 0; i < 8; i++) {
            Room room = here.room();
            rooms.add(room);
            room.append(
                    i % 2 == 0
                            ? room.chat.createdOwn("Tea", FOREVER, bob)
                            : room.chat.created("Tea", bob));
        }
        sayMuch(rooms, 1);
        SinkService second = here.sink();
        sayMuch(rooms, 2);
        here.end(first);
        sayMuch(rooms, 3);
        here.sink();
        sayMuch(rooms, 4);
        here.end(second);
        sayMuch(rooms, 5);

        for (Room room : rooms) {
            room.assertTablesAreTheFold();
        }
        assertThat(rooms).anySatisfy(room -> assertThat(room.tablesEpoch()).isGreaterThan(2));
        assertThat(here.deadLetters()).as("of %s", rooms).noneMatch(letter -> isOf(rooms, letter));
    }

    private static boolean isOf(List<Room> rooms, ConsumerRecord<String, byte[]> letter) {
        return rooms.stream().anyMatch(room -> room.chat.channel.equals(letter.key()));
    }

    /** Every room gets its say and some change their minds, as edges that know what tables know. */
    private void sayMuch(List<Room> rooms, int round) throws Exception {
        for (int i = 0; i < 20; i++) {
            for (Room room : rooms) {
                long epoch = room.tablesEpoch();
                room.append(epoch, room.chat.says(bob, "round " + round + ", " + i));
            }
            Thread.sleep(20);
        }
        for (int i = 0; i < rooms.size(); i++) {
            Room room = rooms.get(i);
            boolean own = (i + round) % 2 == 0;
            room.append(room.tablesEpoch(), room.chat.chooses(room.chat.owner, own, FOREVER));
        }
    }

    @Test
    void whatIsNoRecordOfTheChannelIsPutAsideWithItsPlace() throws Exception {
        here.sink();
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        room.awaitEpoch(1);
        byte[] poison = "no record".getBytes(StandardCharsets.UTF_8);
        room.append(room.place(), poison);
        room.append(room.place(), Ids.newEdge(), poison);
        room.append(room.place(), Ids.newChannel(), poison);
        room.append(
                room.place(),
                room.chat.says(bob, "of a later log").toBuilder()
                        .setEpoch(3)
                        .build()
                        .toByteArray());
        room.append(room.chat.says(bob, "goes on"));

        room.assertTablesAreTheFold();

        String source = here.topics.logOf(room.place());
        assertThat(here.deadLetters())
                .filteredOn(
                        letter -> Installation.header(letter, Outlet.SOURCE_TOPIC).equals(source))
                .hasSize(3)
                .allSatisfy(
                        letter -> {
                            assertThat(letter.partition()).isEqualTo(room.partition());
                            assertThat(Installation.header(letter, Outlet.SOURCE_PARTITION))
                                    .isEqualTo("0");
                        })
                .extracting(letter -> Installation.header(letter, Outlet.SOURCE_OFFSET))
                .containsExactlyInAnyOrder("0", "2", "3");
    }

    @Test
    void aMoveIsFinishedWhoseMoverDiedBetweenTopicAndMarker() throws Exception {
        here.ownLogs = here.noMoves();
        here.sink();
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        await().atMost(LONG).until(() -> room.row().isPresent());

        here.makeTopic(room.place(1));

        room.awaitEpoch(1);
        room.append(room.chat.says(bob, "own"));
        room.assertTablesAreTheFold();
    }

    @Test
    void aMoveIsFinishedEvenIfItIsWishedForNoMoreAndThenUndone() throws Exception {
        here.ownLogs = new OwnLogsConfig(0, 500, Duration.ofMillis(100), Duration.ofMinutes(10));
        here.sink();
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        room.append(room.chat.chooses(room.chat.owner, false, FOREVER));
        await().atMost(LONG)
                .until(() -> room.row().filter(row -> row.wish().isEmpty()).isPresent());

        here.makeTopic(room.place(1));

        room.awaitEpoch(2);
        room.append(room.chat.says(bob, "shared"));
        room.assertTablesAreTheFold();
    }

    @Test
    void theTopicOfAChannelGoesWithTheChannelAndThatOfAStretchWithTheStretch() throws Exception {
        here.ownLogs = new OwnLogsConfig(100, 500, Duration.ofMillis(100), Duration.ofSeconds(1));
        here.sink();
        Room closed = here.room();
        Room back = here.room();
        Room stays = here.room();
        for (Room room : List.of(closed, back, stays)) {
            room.append(room.chat.createdOwn("Tea", FOREVER, bob));
            room.awaitEpoch(1);
        }

        Set<LogPlace> gone = Set.of(closed.place(1), back.place(1));

        closed.append(closed.chat.deletes(closed.chat.owner));
        closed.append(closed.chat.says(bob, "in flight"));
        back.append(back.chat.chooses(back.chat.owner, false, FOREVER));

        await().atMost(LONG).until(() -> Collections.disjoint(here.ownTopics(), gone));
        assertThat(here.ownTopics()).contains(stays.place(1));
        back.awaitEpoch(2);
        back.append(back.chat.says(bob, "shared"));
        await().atMost(LONG).until(() -> back.isWritten(back.place()));
        stays.append(stays.chat.says(bob, "own"));
        stays.assertTablesAreTheFold();
        assertThat(closed.texts()).contains("in flight");
        assertThat(here.failure.get()).isNull();
        await().atMost(LONG).until(here::isHealthy);
    }

    @Test
    void aChosenChannelTakesTheRoomOfOneThatHasGrown() throws Exception {
        here = new Installation(KAFKA, CQL, "crowded");
        here.ownLogs = new OwnLogsConfig(1, 3, Duration.ofMillis(100), Duration.ofSeconds(1));
        here.sink();
        Room grown = here.room();
        grown.append(grown.chat.created("Crowd", bob, Ids.newUser()));
        grown.awaitEpoch(1);
        Room late = here.room();
        late.append(late.chat.created("Crowd", bob, Ids.newUser()));
        Room chosen = here.room();
        chosen.append(chosen.chat.createdOwn("Tea", FOREVER, bob));

        chosen.awaitEpoch(1);

        grown.awaitEpoch(2);
        assertThat(late.tablesEpoch()).isZero();
        assertThat(here.ownTopics()).containsExactly(chosen.place(1));
        for (Room room : List.of(grown, late, chosen)) {
            room.append(room.chat.says(bob, "hello"));
            room.isWritten(room.place());
        }
        chosen.assertTablesAreTheFold();
        late.assertTablesAreTheFold();
    }

    @Test
    void anOwnLogIsKeptAsLongAsItsOwnerSays() throws Exception {
        here.sink();
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", Duration.ofHours(8), bob));
        room.awaitEpoch(1);
        assertThat(here.config(room.place())).containsEntry("retention.ms", "28800000");
        assertThat(here.config(room.place())).containsEntry("segment.ms", "3600000");

        room.append(room.chat.chooses(room.chat.owner, true, Duration.ofHours(16)));
        await().atMost(LONG)
                .until(() -> here.config(room.place()).get("retention.ms").equals("57600000"));
        assertThat(here.config(room.place())).containsEntry("segment.ms", "7200000");

        room.append(room.chat.chooses(room.chat.owner, true, FOREVER));
        await().atMost(LONG)
                .until(() -> here.config(room.place()).get("retention.ms").equals("-1"));
        assertThat(here.config(room.place())).doesNotContainKey("segment.ms");
    }

    @Test
    void anOwnLogThatIsGoneOrMadeAnewIsTroubleForNoOtherChannel() throws Exception {
        here = new Installation(KAFKA, CQL, "gone");
        here.sink();
        Room gone = here.room();
        Room anew = here.room();
        Room other = here.room();
        for (Room room : List.of(gone, anew, other)) {
            room.append(room.chat.createdOwn("Tea", FOREVER, bob));
            room.awaitEpoch(1);
            room.append(room.chat.says(bob, "own"));
            room.assertTablesAreTheFold();
        }
        here.endSinks();
        here.removeTopic(gone.place());
        here.removeTopic(anew.place());
        here.makeTopic(anew.place());
        SinkService again = here.sink();

        await().atMost(LONG).until(() -> !here.isHealthy());
        other.append(other.chat.says(bob, "goes on"));
        other.assertTablesAreTheFold();
        Room shared = here.room();
        shared.append(shared.chat.created("Tea", bob));
        shared.assertTablesAreTheFold();
        here.end(again);
        assertThat(here.failure.get()).isNull();
    }
}
