package chat.palaver.bench.jmh;

import chat.palaver.fanout.routing.Dispatch;
import chat.palaver.fanout.routing.Router;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Interest;
import java.util.ArrayList;
import java.util.List;
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

/** Who wants a record: asked once per record by the task that reads its partition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InterestBenchmark {
    private static final int EDGES = 16;
    private static final int KEYS_AT_ONCE = 1_000;

    /** Channels of the partition that somebody wants. */
    @Param({"1000", "100000"})
    int channels;

    /** Edges that want each. */
    @Param({"1", "2", "16"})
    int wantedBy;

    private final List<String> keys = new ArrayList<>();
    private final String unwanted = Ids.newChannel();
    private Router router;
    private byte[] value;
    private int next;
    private long offset;

    @Setup
    public void learn() {
        router = new Router(DeliverySource.DELIVERY_SOURCE_CHANNELS, 0, 1, EDGES);
        for (int i = 0; i < channels; i++) {
            keys.add(Ids.newChannel());
        }
        for (int edge = 0; edge < EDGES; edge++) {
            String id = Ids.newEdge();
            Interest.Builder interest = interest(id, edge);
            for (int i = 0; i < channels; i++) {
                boolean wants = Math.floorMod(i - edge, EDGES) < wantedBy;
                if (wants) {
                    interest.addKeys(keys.get(i));
                }
                if (interest.getKeysCount() == KEYS_AT_ONCE || i == channels - 1) {
                    router.learn(interest.build(), 0);
                    interest = interest(id, edge);
                }
            }
        }
        value = Samples.message(keys.get(0), Ids.newUser(), Samples.id(1)).toByteArray();
    }

    private static Interest.Builder interest(String edge, int slot) {
        return Interest.newBuilder().setEdge(edge).setIncarnation(1).setSlot(slot).setOn(true);
    }

    @Benchmark
    public List<Dispatch> route() {
        next = (next + 1) % keys.size();
        return router.route(keys.get(next), offset++, Samples.TIME, value);
    }

    @Benchmark
    public List<Dispatch> routeToNobody() {
        return router.route(unwanted, offset++, Samples.TIME, value);
    }
}
