package chat.palaver.bench.jmh;

import chat.palaver.edge.feed.ChannelPartition;
import chat.palaver.edge.feed.EncodedFrame;
import chat.palaver.edge.feed.FakeLog;
import chat.palaver.edge.feed.FakeOwnLogs;
import chat.palaver.edge.feed.FakeTables;
import chat.palaver.edge.feed.FeedContext;
import chat.palaver.edge.feed.FeedCounters;
import chat.palaver.edge.feed.FrameSink;
import chat.palaver.edge.feed.ManualLoop;
import chat.palaver.edge.feed.RecentBudget;
import chat.palaver.edge.feed.RecordFrames;
import chat.palaver.edge.feed.ResumePoints;
import chat.palaver.edge.feed.Subscriber;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Routed;
import chat.palaver.schemas.proto.Started;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the loop of an edge does with a routed message, up to the queues of the sessions: the link's
 * numbers, merging, fold, encoding, one hand-over for each session.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeedBenchmark {
    private static final long TASK = 7;
    private static final Duration A_WHILE = Duration.ofSeconds(10);
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long MESSAGES_AN_HOUR = 36_000;

    /** Sessions of the channel on this edge. */
    @Param({"1", "100"})
    int sessions;

    private final String channel = Ids.newChannel();
    private final String sender = Ids.newUser();
    private final Counting sink = new Counting();
    private final ManualLoop loop = new ManualLoop();
    private ChannelPartition partition;
    private long offset;
    private long number;

    /** A session's way out, without a socket. */
    private static final class Counting implements FrameSink {
        private long bytes;

        @Override
        public void send(EncodedFrame frame) {
            bytes += frame.size();
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void close(CloseCode code) {
            throw new IllegalStateException("closed: " + code);
        }
    }

    @Setup
    public void attach() {
        FakeLog log = new FakeLog(loop);
        FakeTables tables = new FakeTables(loop);
        partition =
                new ChannelPartition(
                        new FeedContext(
                                loop,
                                tables,
                                new RecordFrames(),
                                user -> List.of(),
                                new RecentBudget(),
                                new FeedCounters(),
                                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
                        0,
                        log,
                        new FakeOwnLogs(loop));
        partition.onDelivery(delivery().setStarted(Started.getDefaultInstance()).build());
        loop.pass(A_WHILE);
        for (int i = 0; i < sessions; i++) {
            tables.members.put(Ids.newUser(), new Membership(Role.MEMBER, 1));
        }
        tables.members.put(sender, new Membership(Role.MEMBER, 1));
        for (String user : tables.members.keySet()) {
            if (!user.equals(sender)) {
                Subscriber session =
                        new Subscriber("s", user, "d", sink, new ResumePoints(Map.of()));
                partition.open(channel).thenAccept(feed -> feed.attachNow(session));
                loop.pass(A_WHILE);
            }
        }
        offset = log.end;
        deliver();
        if (sink.bytes == 0) {
            throw new IllegalStateException("nothing was delivered");
        }
    }

    private static Delivery.Builder delivery() {
        return Delivery.newBuilder().setTaskIncarnation(TASK);
    }

    /** With the making of the record, since each must have an id of its own. */
    @Benchmark
    public long deliver() {
        offset++;
        number++;
        Routed routed =
                Routed.newBuilder()
                        .setKey(channel)
                        .setOffset(offset)
                        .setTime(Samples.TIME + offset * HOUR_MILLIS / MESSAGES_AN_HOUR)
                        .setValue(
                                Samples.message(channel, sender, Samples.id(offset)).toByteString())
                        .build();
        partition.onDelivery(delivery().setNumber(number).setRouted(routed).build());
        loop.run();
        return sink.bytes;
    }
}
