package chat.palaver.kit.kafka;

import chat.palaver.kit.HealthResult;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaFuture;

/**
 * Whether a broker answers, as known from the last question: a probe asks anew when the answer is
 * over a second old, and waits for none. Before the first answer it is bad. Thread-safe.
 */
public final class BrokerHealth implements Supplier<HealthResult> {
    static final Duration FRESH = Duration.ofSeconds(1);
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Admin admin;
    private final LongSupplier nanoTime;
    private HealthResult last = HealthResult.bad("not asked yet");
    private long askedAt;
    private KafkaFuture<?> asking;

    /**
     * @param admin stays the caller's, to be closed by it
     */
    public BrokerHealth(Admin admin) {
        this(admin, System::nanoTime);
    }

    BrokerHealth(Admin admin, LongSupplier nanoTime) {
        this.admin = admin;
        this.nanoTime = nanoTime;
        ask();
    }

    @Override
    public synchronized HealthResult get() {
        boolean stale = nanoTime.getAsLong() - askedAt > FRESH.toNanos();
        if (asking.isDone() && stale) {
            ask();
        }
        return last;
    }

    private synchronized void ask() {
        askedAt = nanoTime.getAsLong();
        DescribeClusterResult cluster =
                admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MILLIS));
        asking =
                cluster.nodes()
                        .whenComplete(
                                (nodes, failure) ->
                                        answered(nodes == null ? 0 : nodes.size(), failure));
    }

    private synchronized void answered(int brokers, Throwable failure) {
        last =
                failure == null
                        ? HealthResult.of(brokers > 0, brokers + " brokers")
                        : HealthResult.bad("no broker answers: " + failure.getMessage());
    }
}
