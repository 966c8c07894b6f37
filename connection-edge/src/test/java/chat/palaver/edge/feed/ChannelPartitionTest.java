package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.ingest.Commands;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.Routed;
import chat.palaver.schemas.proto.Started;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A partition of which little is routed to this edge, and what its log no longer keeps. */
class ChannelPartitionTest {
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private final ManualLoop loop = new ManualLoop();
    private final FakeLog log = new FakeLog(loop);
    private final FakeTables tables = new FakeTables(loop);
    private final FeedCounters counters = new FeedCounters();
    private final FakeOwnLogs ownLogs = new FakeOwnLogs(loop);
    private final String user = Ids.newUser();

    /** Sessions of whoever joins. */
    private final List<Subscriber> connected = new ArrayList<>();

    private final ChannelPartition partition =
            new ChannelPartition(
                    new FeedContext(
                            loop,
                            tables,
                            new RecordFrames(),
                            whom -> connected,
                            new RecentBudget(),
                            counters,
                            Clock.systemUTC()),
                    0,
                    log,
                    ownLogs);
    private final String quiet = Ids.newChannel();
    private final FakeSink sink = new FakeSink();
    private final Waiting waiting = new Waiting();
    private final LogPlace own = new LogPlace(quiet, 1);
    private Subscriber session;

    @Test
    void closesTheSessionsOfAQuietPartitionWhoseLogIsGoneWhereTheLinkBroke() {
        tables.members.put(user, new Membership(Role.MEMBER, 1));
        attach(quiet, sink);
        retentionPasses();

        fanOutStarts();

        assertThat(sink.closedWith).isEqualTo(CloseCode.INTERNAL);
        assertThat(partition.feeds()).isEmpty();
        assertThat(counters.beginnings().sum()).isEqualTo(1);
        assertThat(log.reads).as("to come up and to mend").hasSize(2);
    }

    @Test
    void deliversToWhoeverComesAfterwards() {
        tables.members.put(user, new Membership(Role.MEMBER, 1));
        attach(quiet, new FakeSink());
        retentionPasses();
        fanOutStarts();

        attach(quiet, sink);
        routed(1, quiet);

        assertThat(sink.count("caughtUp")).isEqualTo(1);
        assertThat(sink.count("hello")).isEqualTo(1);
        assertThat(sink.closedWith).isNull();
    }

    @Test
    void letsThoseWhoWaitForAFeedGoInTheOrderInWhichTheyCame() {
        List<Integer> order = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int waiter = i;
            partition.open(quiet).thenAccept(feed -> order.add(waiter));
        }
        assertThat(order).isEmpty();

        loop.run();

        assertThat(order).containsExactly(1, 2, 3);
    }

    @Test
    void appliesNothingMoreToAFeedThatHasBeenLetGo() {
        tables.members.put(user, new Membership(Role.MEMBER, 1));
        partition.open(quiet);
        loop.run();
        ChannelFeed feed = partition.find(quiet).orElseThrow();
        long through = feed.nextOffset();

        partition.close(List.of(quiet));
        feed.apply(new LogRecord(quiet, through + 5, 1, said(quiet).toByteString()));

        assertThat(feed.nextOffset()).isEqualTo(through);
    }

    @Test
    void answersASenderWhoseFeedIsGivenUp() {
        attach(quiet, sink);
        partition.find(quiet).orElseThrow().await(Position.of(0, 950), user, "id", waiting);
        retentionPasses();

        fanOutStarts();

        assertThat(waiting.unknown).isEqualTo(1);
    }

    @Test
    void readsThePageAgainForASessionThatTookNothingForAWhile() {
        history(50);
        sink.takes = 10;
        resume(quiet, sink);
        loop.pass(ChannelFeed.NO_PROGRESS.minusSeconds(1));
        assertThat(sink.frames).hasSize(10);
        assertThat(tables.pages).isEqualTo(1);

        sink.takes = Integer.MAX_VALUE;
        loop.pass(Duration.ofSeconds(1));

        assertThat(sink.count("\"message\"")).isEqualTo(50);
        assertThat(tables.pages).isEqualTo(2);
        assertThat(sink.closedWith).isNull();
    }

    @Test
    void closesASessionThatCatchesUpAndTakesNothing() {
        history(50);
        sink.takes = 10;

        resume(quiet, sink);
        loop.pass(ChannelFeed.NO_PROGRESS.plusSeconds(1));

        assertThat(sink.closedWith).isEqualTo(CloseCode.SLOW_CONSUMER);
        assertThat(partition.find(quiet).orElseThrow().isIdle()).isTrue();
    }

    @Test
    void readsNoPageForASessionThatLacksNothing() {
        history(50);

        resume(quiet, sink, 50);

        assertThat(sink.count("caughtUp")).isEqualTo(1);
        assertThat(sink.frames).hasSize(1);
        assertThat(tables.pages).isZero();

        resume(quiet, sink, 49);

        assertThat(sink.count("\"message\"")).isEqualTo(1);
        assertThat(tables.pages).isEqualTo(1);
    }

    /** He has seen his joining already, and the feed that showed it to him never went live. */
    @Test
    void sendsWhoJoinedAFeedThatHasToBeginAgainAwayOnce() {
        String owner = Ids.newUser();
        tables.members.put(owner, new Membership(Role.OWNER, 1));
        log.end = 1_000;
        tables.progress = 1_000;
        fanOutStarts();
        connected.add(new Subscriber("s", user, "d", sink, new ResumePoints(Map.of())));
        sink.onClose = connected::clear;
        log.append(
                quiet, Commands.memberSet(quiet, owner, "add", user, Role.MEMBER).toByteString());
        partition.open(quiet);
        for (int i = 1; i <= ChannelPartition.MOST_WAITING + 1; i++) {
            routed(i, Commands.message(quiet, owner, "id" + i, "hello", 0));
        }
        long last = Position.of(0, log.end - 1);

        loop.pass(A_WHILE);

        assertThat(sink.closedWith).isEqualTo(CloseCode.INTERNAL);
        assertThat(sink.count("\"added\"")).isEqualTo(1);
        assertThat(sink.count("\"message\"")).isZero();
        FakeSink again = new FakeSink();
        resume(quiet, again, last - 10);
        assertThat(again.count("\"message\"")).isEqualTo(10);
        assertThat(again.count("caughtUp")).isEqualTo(1);
        assertThat(again.frames).hasSize(11);
    }

    private void history(int records) {
        tables.members.put(user, new Membership(Role.MEMBER, 1));
        log.end = 1_000;
        tables.progress = 1_000;
        tables.history =
                LongStream.rangeClosed(1, records)
                        .mapToObj(p -> new StoredRecord(p, p - 1, p, said(quiet)))
                        .toList();
    }

    private void resume(String channel, FakeSink to) {
        resume(channel, to, 0);
    }

    private void resume(String channel, FakeSink to, long after) {
        Subscriber session = new Subscriber("s", user, "d", to, new ResumePoints(Map.of()));
        partition.open(channel).thenAccept(feed -> feed.attachAfter(session, after));
        loop.run();
    }

    private ChannelRecord said(String channel) {
        return ChannelRecord.newBuilder()
                .setChannelId(channel)
                .setSender(user)
                .setId("id")
                .setMessage(Message.newBuilder().setText("hello"))
                .build();
    }

    @Test
    void comesUpWhereTheTablesSayThatTheLogGoesOn() {
        inOwnLog();

        attach(quiet, sink);
        ownLogs.append(own, Commands.at(1, said(quiet)).toByteString());

        assertThat(sink.count("caughtUp")).isEqualTo(1);
        assertThat(sink.count("\"position\":\"" + Position.of(1, 0) + "\"")).isEqualTo(1);
    }

    @Test
    void isLiveInAnOwnLogWhenItHasComeToItsEnd() {
        inOwnLog();
        ownLogs.away = true;
        attach(quiet, sink);
        assertThat(partition.find(quiet)).isEmpty();
        assertThat(sink.count("caughtUp")).isZero();

        ownLogs.followed.get(own).atEnd();

        assertThat(partition.find(quiet)).isPresent();
        assertThat(sink.count("caughtUp")).isEqualTo(1);
    }

    @Test
    void lettingAFeedGoEndsTheReadingOfItsOwnLog() {
        inOwnLog();
        attach(quiet, sink);
        partition.find(quiet).orElseThrow().detach(session);

        partition.close(List.of(quiet));

        assertThat(ownLogs.followed).isEmpty();
        assertThat(partition.ownLogsRead()).isZero();
    }

    @Test
    void closesSessionsWhenTheirOwnLogIsGoneWhereTheyStand() {
        inOwnLog();
        attach(quiet, sink);

        ownLogs.followed.get(own).gone();

        assertThat(sink.closedWith).isEqualTo(CloseCode.INTERNAL);
        assertThat(ownLogs.followed).isEmpty();
        assertThat(partition.find(quiet)).isEmpty();
    }

    @Test
    void closesSessionsWhoseOwnLogHasEndedUnheard() {
        inOwnLog();
        attach(quiet, sink);
        ownLogs.away = true;
        tables.ended.add(own);

        partition.lookAtOwnLogs();
        loop.pass(A_WHILE);
        assertThat(sink.closedWith).as("it may just have ended").isNull();
        partition.lookAtOwnLogs();
        loop.pass(A_WHILE);

        assertThat(sink.closedWith).isEqualTo(CloseCode.INTERNAL);
        assertThat(partition.ownLogsRead()).isZero();
    }

    @Test
    void leavesAQuietOwnLogAlone() {
        inOwnLog();
        attach(quiet, sink);

        for (int looks = 0; looks < 5; looks++) {
            partition.lookAtOwnLogs();
            loop.pass(A_WHILE);
        }

        assertThat(sink.closedWith).isNull();
        assertThat(partition.ownLogsRead()).isEqualTo(1);
    }

    @Test
    void aBarrierInAnOwnLogIsPassedWhenEverythingBeforeItHasBeenRead() {
        inOwnLog();
        attach(quiet, sink);
        ownLogs.away = true;

        CompletionStage<Void> first = partition.barrier(quiet);
        CompletionStage<Void> second = partition.barrier(quiet);
        CompletionStage<Void> third = partition.barrier(quiet);
        loop.run();
        assertThat(first.toCompletableFuture()).isNotDone();
        ownLogs.followed.get(own).read(List.of(), 1);
        assertThat(first.toCompletableFuture()).isDone();
        assertThat(second.toCompletableFuture()).isNotDone();
        ownLogs.followed.get(own).read(List.of(), 2);

        assertThat(second.toCompletableFuture()).isDone();
        assertThat(third.toCompletableFuture()).as("shares the mark of the second").isDone();
    }

    @Test
    void givesUpAFeedForWhichTooMuchWaitsThatIsBehindTheEndOfItsOwnLog() {
        inOwnLog();
        attach(quiet, sink);
        fanOutStarts();
        ownLogs.away = true;

        for (int number = 1; number <= ChannelFeed.MOST_AHEAD; number++) {
            routed(number, Commands.at(2, said(quiet)));
        }
        assertThat(sink.closedWith).isNull();
        routed(ChannelFeed.MOST_AHEAD + 1, Commands.at(2, said(quiet)));

        assertThat(sink.closedWith).isEqualTo(CloseCode.INTERNAL);
    }

    private void inOwnLog() {
        tables.members.put(user, new Membership(Role.MEMBER, 1));
        tables.epoch = 1;
    }

    @Test
    void loadsAFewSnapshotsAtATime() {
        for (int i = 0; i <= 2 * ChannelPartition.SNAPSHOTS_AT_ONCE; i++) {
            partition.open(Ids.newChannel());
        }

        loop.pass(A_WHILE);

        assertThat(partition.feeds()).hasSize(2 * ChannelPartition.SNAPSHOTS_AT_ONCE + 1);
        assertThat(tables.mostSnapshotsUnderWay).isEqualTo(ChannelPartition.SNAPSHOTS_AT_ONCE);
    }

    private void attach(String channel, FakeSink to) {
        session = new Subscriber("s", user, "d", to, new ResumePoints(Map.of()));
        partition.open(channel).thenAccept(feed -> feed.attachNow(session));
        loop.pass(A_WHILE);
    }

    /** A week of others' records has come and gone. */
    private void retentionPasses() {
        log.begin = 900;
        log.end = 1_000;
        tables.progress = 1_000;
    }

    private void fanOutStarts() {
        partition.onDelivery(
                Delivery.newBuilder()
                        .setTaskIncarnation(7)
                        .setStarted(Started.newBuilder())
                        .build());
        loop.pass(A_WHILE);
    }

    private void routed(long number, String channel) {
        routed(number, said(channel));
        loop.pass(A_WHILE);
    }

    private void routed(long number, ChannelRecord record) {
        String channel = record.getChannelId();
        partition.onDelivery(
                Delivery.newBuilder()
                        .setTaskIncarnation(7)
                        .setNumber(number)
                        .setRouted(
                                Routed.newBuilder()
                                        .setKey(channel)
                                        .setOffset(log.append(channel, record.toByteString()))
                                        .setTime(5)
                                        .setValue(record.toByteString()))
                        .build());
    }

    private static final class Waiting implements Outcome {
        private int unknown;

        @Override
        public void folded(KeptId first, boolean copy) {
            throw new AssertionError("not folded here");
        }

        @Override
        public void moved() {
            throw new AssertionError("nothing moves here");
        }

        @Override
        public void unknown() {
            unknown++;
        }
    }
}
