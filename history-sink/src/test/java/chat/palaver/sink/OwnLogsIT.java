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
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels whose logs move, with the whole sink on a real broker and a real store. */
class OwnLogsIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration FOREVER = Duration.ZERO;

    private final String bob = Ids.newUser();
    private Installation here;

    @BeforeEach
    void open(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        here = new Installation(KAFKA, CQL, "x" + Integer.toString(name.hashCode() & 0xffff, 36));
    }

    @AfterEach
    void close() throws Exception {
        here.close();
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
                                java.util.Optional.of(Wish.CHOSEN),
                                FOREVER,
                                false));
    }

    @Test
    void aNewOwnLogIsTakenInWithinTwoSeconds() throws Exception {
        here.sink();
        Room room = here.room();
        room.append(room.chat.createdOwn("Tea", FOREVER, bob));
        room.awaitTopic(1);
        room.awaitEpoch(1);

        room.append(room.chat.says(bob, "hello"));

        long since = System.nanoTime();
        await().atMost(Duration.ofSeconds(2))
                .until(() -> room.isWritten(new LogPlace(room.chat.channel, 1)));
        assertThat(System.nanoTime() - since).isLessThan(Duration.ofSeconds(2).toNanos());
        room.assertTablesAreTheFold();
    }
}
