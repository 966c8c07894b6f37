package chat.palaver.store;

import static chat.palaver.store.Opened.await;
import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.store.OwnLog.Wish;
import chat.palaver.testkit.CqlStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where channels' logs lie, as the tables have it. */
final class OwnLogsIT {
    @RegisterExtension static final CqlStore CQL = new CqlStore();
    private static final Topics TOPICS = Topics.of(TopicSettings.development(""));
    private static Store store;

    @BeforeAll
    static void open() {
        store = Opened.open(CQL);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void theRowOfTheHighestPositionStandsWhateverTheOrderOfWriting() {
        List<OwnLog> rows = new ArrayList<>();
        rows.add(row(1, "c_order", 0, Optional.of(Wish.CHOSEN), Duration.ofDays(7), false));
        rows.add(row(1, "c_order", 1, Optional.of(Wish.CHOSEN), Duration.ofDays(7), false));
        rows.add(row(1, "c_order", 1, Optional.of(Wish.GROWN), Duration.ZERO, false));
        rows.add(row(1, "c_order", 2, Optional.empty(), Duration.ZERO, true));
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 0, 1));
        Collections.shuffle(order, new Random(7));

        order.forEach(i -> await(store.ownLogs().write(rows.get(i), 100 + i)));

        assertThat(await(store.ownLogs().of(1))).containsExactly(rows.get(3));
    }

    @Test
    void aPartitionHasItsOwnRowsAlone() {
        OwnLog first = row(2, "c_a", 1, Optional.of(Wish.GROWN), Duration.ZERO, false);
        OwnLog second = row(2, "c_b", 0, Optional.of(Wish.CHOSEN), Duration.ofMinutes(5), false);
        await(store.ownLogs().write(first, 5));
        await(store.ownLogs().write(second, 9));
        await(store.ownLogs().write(row(3, "c_c", 1, Optional.empty(), Duration.ZERO, false), 7));

        assertThat(await(store.ownLogs().of(2))).containsExactlyInAnyOrder(first, second);
        assertThat(await(store.ownLogs().of(0))).isEmpty();
    }

    @Test
    void aChannelThatNeverMovedIsAsCompleteAsItsSharedPartition() {
        String channel = "c_shared";
        assertThat(through(channel)).isEqualTo(Position.NONE);

        progress(new LogPlace(channel, 0), 12);
        version(channel, Position.of(0, 3));

        assertThat(await(store.channelProgress().place(channel)))
                .isEqualTo(new LogPlace(channel, 0));
        assertThat(through(channel)).isEqualTo(Position.of(0, 11));
    }

    @Test
    void aMoveIsKnownWithItsVersionAndProgressIsThatOfTheNextLogThen() {
        String channel = "c_moving";
        LogPlace own = new LogPlace(channel, 1);
        progress(own.next(), 40);
        version(channel, Position.of(0, 3));
        assertThat(through(channel)).isEqualTo(Position.of(0, 39));

        version(channel, Position.beforeEpoch(1));

        assertThat(await(store.channelProgress().place(channel))).isEqualTo(own);
        assertThat(through(channel)).isEqualTo(Position.beforeEpoch(1));
        progress(own, 5);
        assertThat(through(channel)).isEqualTo(Position.of(1, 4));
        assertThat(await(store.channelProgress().through(TOPICS, channel, 99)))
                .isEqualTo(Position.of(1, 4));

        version(channel, Position.beforeEpoch(2));

        assertThat(through(channel)).isEqualTo(Position.of(2, 39));
        assertThat(await(store.channelProgress().through(TOPICS, channel, 50)))
                .isEqualTo(Position.of(2, 49));
    }

    private static long through(String channel) {
        return await(store.channelProgress().through(TOPICS, channel));
    }

    private static void progress(LogPlace place, long next) {
        await(
                store.sinkProgress()
                        .write(
                                TOPICS.logOf(place),
                                TOPICS.logPartitionOf(place),
                                new SinkProgress.Progress(next, "id")));
    }

    private static void version(String channel, long position) {
        await(
                store.channels()
                        .write(
                                new ChannelVersion(
                                        channel,
                                        position,
                                        Kind.GROUP,
                                        "Tea",
                                        "",
                                        1_772_000_000_123L,
                                        false,
                                        LogChoice.SHARED)));
    }

    private static OwnLog row(
            int partition,
            String channel,
            long epoch,
            Optional<Wish> wish,
            Duration retention,
            boolean deleted) {
        return new OwnLog(partition, channel, epoch, wish, retention, deleted);
    }
}
