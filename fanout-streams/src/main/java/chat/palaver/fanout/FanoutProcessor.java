package chat.palaver.fanout;

import chat.palaver.fanout.routing.Dispatch;
import chat.palaver.fanout.routing.EdgeStart;
import chat.palaver.fanout.routing.Router;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.Signal;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of a {@link Router} in a stream task. Streams may call {@link #init} again on the same
 * object after it has given a task up and taken it back, without anybody having failed: each call
 * is a new incarnation, knows nobody, and says so in every slot before it routes or commits
 * anything.
 */
final class FanoutProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(FanoutProcessor.class);
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DeliverySource source;
    private final String name;
    private final Topics topics;
    private final BiPredicate<EdgeStart, Long> gone;
    private final FanoutMetrics metrics;
    private final Clock clock;
    private ProcessorContext<byte[], Outgoing> context;
    private Router router;
    private boolean announced;
    private Cancellable announcement = () -> {};
    private Cancellable sweeping = () -> {};

    /**
     * @param name of this processor in the topology
     */
    FanoutProcessor(
            DeliverySource source,
            String name,
            Topics topics,
            BiPredicate<EdgeStart, Long> gone,
            FanoutMetrics metrics,
            Clock clock) {
        this.source = source;
        this.name = name;
        this.topics = topics;
        this.gone = gone;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> taken) {
        cancelSchedules();
        context = taken;
        long incarnation = (RANDOM.nextLong() >>> 2) + 1;
        int partition = taken.taskId().partition();
        router = new Router(source, partition, incarnation, topics.deliveries().partitions());
        announced = false;
        announcement = taken.schedule(AT_ONCE, PunctuationType.WALL_CLOCK_TIME, now -> announce());
        sweeping = taken.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, now -> sweep());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        announce();
        if (record.key() == null || record.value() == null) {
            metrics.unreadable(); // the history sink, which reads the same, puts it aside
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        try {
            take(key, record);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            metrics.unreadable();
            LOG.atWarn()
                    .addKeyValue("task", context.taskId())
                    .addKeyValue("cause", e.toString())
                    .log("A record cannot be read: look at the dead letters and at who wrote it");
            if (Ids.isEdge(key)) {
                putAside(record, e.toString());
            }
        }
    }

    @Override
    public void close() {
        cancelSchedules();
        metrics.released(task());
    }

    /** What an earlier {@link #init} scheduled must not run beside what a later one does. */
    private void cancelSchedules() {
        announcement.cancel();
        sweeping.cancel();
    }

    private void take(String key, Record<byte[], byte[]> record)
            throws InvalidProtocolBufferException {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        if (Ids.isEdge(key)) {
            learn(Interest.parseFrom(record.value()));
        } else if (origin.topic().equals(topics.signals().name())) {
            send(router.signal(key, Signal.parseFrom(record.value())));
        } else {
            List<Dispatch> deliveries =
                    router.route(key, origin.offset(), record.timestamp(), record.value());
            long now = clock.millis();
            send(deliveries, now);
            long age = Math.max(0, now - record.timestamp());
            metrics.routed(deliveries.size(), Duration.ofMillis(age));
            if (source == DeliverySource.DELIVERY_SOURCE_CHANNELS && !deliveries.isEmpty()) {
                metrics.fannedOut(age);
            }
        }
    }

    private void learn(Interest interest) {
        dropped(router.learn(interest, clock.millis()));
    }

    /**
     * Nobody else reads interest: with its edge's word lost, it must not be lost without a trace.
     */
    private void putAside(Record<byte[], byte[]> record, String reason) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        Headers headers = new RecordHeaders();
        header(headers, "reason", reason);
        header(headers, "source-topic", origin.topic());
        header(headers, "source-partition", String.valueOf(origin.partition()));
        header(headers, "source-offset", String.valueOf(origin.offset()));
        boolean fits = record.value().length <= Router.MOST_VALUE_BYTES;
        byte[] value = fits ? record.value() : new byte[0];
        context.forward(
                new Record<>(
                        record.key(),
                        new Outgoing(origin.partition(), value),
                        clock.millis(),
                        headers),
                FanoutTopology.ASIDE + name);
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void announce() {
        if (!announced) {
            announced = true;
            metrics.started();
            send(List.of(router.started()));
        }
        announcement.cancel();
    }

    private void sweep() {
        announce();
        dropped(router.forget(gone));
    }

    private void dropped(List<Dispatch> told) {
        send(told);
        metrics.forgotten(told.size());
        metrics.holds(task(), new FanoutMetrics.Sizes(router.links(), router.keys()));
    }

    private String task() {
        return context.taskId().toString();
    }

    private void send(List<Dispatch> dispatches) {
        send(dispatches, clock.millis());
    }

    /** The time of writing is what the edges count their hop from. */
    private void send(List<Dispatch> dispatches, long now) {
        for (Dispatch dispatch : dispatches) {
            String edge = dispatch.delivery().getEdge();
            byte[] key = edge.isEmpty() ? null : edge.getBytes(StandardCharsets.UTF_8);
            context.forward(
                    new Record<>(key, Outgoing.of(dispatch), now),
                    FanoutTopology.DELIVERIES + name);
        }
    }
}
