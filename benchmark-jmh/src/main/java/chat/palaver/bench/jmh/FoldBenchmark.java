package chat.palaver.bench.jmh;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What counts: asked once per record by each edge that wants it and by the sink. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FoldBenchmark {
    /** A busy channel's messages of an hour. */
    private static final long MESSAGES_AN_HOUR = 36_000;

    private static final long HOUR_MILLIS = 3_600_000;

    private final String channel = Ids.newChannel();
    private final String sender = Ids.newUser();
    private ChannelFold fold;
    private ByteString copy;
    private long offset;

    @Setup
    public void create() {
        fold = new ChannelFold(ChannelSnapshot.empty(channel));
        apply(Samples.created(channel, List.of(sender, Ids.newUser())).toByteString());
        copy = Samples.message(channel, sender, Samples.id(0)).toByteString();
        if (!(apply(copy) instanceof Folded.Kept)) {
            throw new IllegalStateException("not kept");
        }
    }

    private Folded apply(ByteString value) {
        offset++;
        long time = Samples.TIME + offset * HOUR_MILLIS / MESSAGES_AN_HOUR;
        return fold.apply(Position.of(0, offset), time, value);
    }

    /** With the making of the record, since each must have an id of its own. */
    @Benchmark
    public Folded newMessage() {
        return apply(Samples.message(channel, sender, Samples.id(offset)).toByteString());
    }

    /** A message sent again: kept again once its hour is over, a copy all the rest of the time. */
    @Benchmark
    public Folded repeatedMessage() {
        return apply(copy);
    }
}
