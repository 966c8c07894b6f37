package chat.palaver.edge;

import chat.palaver.edge.chat.EdgeIdentity;
import chat.palaver.ingest.LogAppender;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.EdgeLease;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;

/** Says in {@code edges} that this edge lives, where, and how loaded it is. */
final class Lease {
    private static final int INTERVALS = 4;

    private final EdgeIdentity self;
    private final Topics topics;
    private final LogAppender appender;
    private final String url;
    private final String region;
    private final Duration interval;
    private final DoubleSupplier load;

    /**
     * A lease.
     *
     * @param interval how often it will be renewed
     * @param load 0 to 1
     */
    Lease(
            EdgeIdentity self,
            Topics topics,
            LogAppender appender,
            String url,
            String region,
            Duration interval,
            DoubleSupplier load) {
        this.self = self;
        this.topics = topics;
        this.appender = appender;
        this.url = url;
        this.region = region;
        this.interval = interval;
        this.load = load;
    }

    /** Takes or renews it. */
    CompletableFuture<?> renew(boolean draining) {
        return write(interval.toMillis() * INTERVALS, draining);
    }

    /** Gives it up. */
    CompletableFuture<?> end() {
        return write(0, true);
    }

    private CompletableFuture<?> write(long millis, boolean draining) {
        EdgeLease lease =
                EdgeLease.newBuilder()
                        .setEdge(self.id())
                        .setIncarnation(self.incarnation())
                        .setSlot(self.slot())
                        .setUrl(url)
                        .setRegion(region)
                        .setLoad(load.getAsDouble())
                        .setLeaseMillis(millis)
                        .setDraining(draining)
                        .build();
        return appender.send(topics.edges(), 0, self.id(), lease.toByteArray());
    }
}
