package chat.palaver.bench.jmh;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.frames.ClientFrame;
import chat.palaver.schemas.frames.ClientFrameReader;
import chat.palaver.schemas.frames.FrameException;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.frames.ServerFrameWriter;
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

/** A frame of a client read, a frame of an edge written: once per message each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {
    private final ClientFrameReader reader = new ClientFrameReader();
    private final ServerFrameWriter writer = new ServerFrameWriter();
    private final String channel = Ids.newChannel();
    private final String send =
            """
            {"type":"send","id":"%s","channel":"%s","text":"%s"}"""
                    .formatted(Samples.id(1), channel, Samples.TEXT);
    private final ServerFrame message =
            new ServerFrame.Message(
                    channel,
                    1_000_002,
                    1_000_001,
                    Samples.id(1),
                    Ids.newUser(),
                    Samples.TEXT,
                    Samples.TIME,
                    Position.NONE);
    private final ServerFrame sent =
            new ServerFrame.Sent(Samples.id(1), channel, 1_000_002, Samples.TIME, false);

    @Benchmark
    public ClientFrame decodeSend() throws FrameException {
        return reader.read(send);
    }

    @Benchmark
    public ClientFrame decodePing() throws FrameException {
        return reader.read("{\"type\":\"ping\"}");
    }

    @Benchmark
    public byte[] encodeMessage() {
        return writer.write(message);
    }

    @Benchmark
    public byte[] encodeSent() {
        return writer.write(sent);
    }
}
