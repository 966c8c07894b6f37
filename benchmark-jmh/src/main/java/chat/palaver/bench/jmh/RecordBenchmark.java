package chat.palaver.bench.jmh;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Routed;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The records of a message: of the log, and of the slot of an edge, which holds the former. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    private final String channel = Ids.newChannel();
    private final String sender = Ids.newUser();
    private final String id = Samples.id(1);
    private final byte[] record = Samples.message(channel, sender, id).toByteArray();
    private final Delivery delivery =
            Delivery.newBuilder()
                    .setEdge(Ids.newEdge())
                    .setEdgeIncarnation(7)
                    .setTaskIncarnation(8)
                    .setNumber(9)
                    .setRouted(
                            Routed.newBuilder()
                                    .setKey(channel)
                                    .setOffset(1_000_000)
                                    .setTime(Samples.TIME)
                                    .setValue(Samples.message(channel, sender, id).toByteString()))
                    .build();
    private final byte[] delivered = delivery.toByteArray();

    @Benchmark
    public byte[] writeRecord() {
        return Samples.message(channel, sender, id).toByteArray();
    }

    @Benchmark
    public ChannelRecord readRecord() throws InvalidProtocolBufferException {
        return ChannelRecord.parseFrom(record);
    }

    @Benchmark
    public byte[] writeDelivery() {
        return delivery.toByteArray();
    }

    @Benchmark
    public Delivery readDelivery() throws InvalidProtocolBufferException {
        return Delivery.parseFrom(delivered);
    }
}
