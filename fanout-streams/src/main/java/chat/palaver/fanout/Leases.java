package chat.palaver.fanout;

import chat.palaver.fanout.routing.EdgeStart;
import chat.palaver.schemas.proto.EdgeLease;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edges' leases, as the topic {@code edges} tells them, for sweeping what dead edges wanted.
 * Never asked while a record is routed, since it may lag.
 */
final class Leases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Clock clock;
    private final Duration margin;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Starts to read.
     *
     * @param consumer for it alone; closed with it
     * @param margin how long after its lease, or its last word, an edge is held to be dead
     */
    Leases(
            Consumer<byte[], byte[]> consumer,
            String topic,
            Duration margin,
            Clock clock,
            ThreadFactory threads) {
        this.consumer = consumer;
        this.margin = margin;
        this.clock = clock;
        partition = new TopicPartition(topic, 0);
        thread = threads.newThread(this::run);
        thread.start();
    }

    /** A consumer as it is needed here. */
    static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Whether a start of an edge is dead, which was last heard in the log at a time. */
    boolean isGone(EdgeStart start, long heardMillis) {
        Lease lease = leases.get(start.edge());
        boolean held = lease != null && lease.incarnation == start.incarnation();
        long alive = Math.max(heardMillis, held ? lease.until : 0);
        return clock.millis() - alive > margin.toMillis();
    }

    private void run() {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        while (!closing) {
            try {
                consumer.poll(POLL).forEach(this::take);
            } catch (WakeupException e) {
                closing = true;
            } catch (KafkaException e) {
                LOG.atWarn().addKeyValue("cause", e.toString()).log("Leases cannot be read");
                consumer.seekToBeginning(List.of(partition));
            }
        }
        consumer.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String edge = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            leases.remove(edge);
            return;
        }
        try {
            EdgeLease lease = EdgeLease.parseFrom(record.value());
            long until = record.timestamp() + lease.getLeaseMillis();
            leases.put(edge, new Lease(lease.getIncarnation(), until));
        } catch (InvalidProtocolBufferException e) {
            LOG.atWarn().addKeyValue("offset", record.offset()).log("Unreadable lease skipped");
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Lease(long incarnation, long until) {}
}
