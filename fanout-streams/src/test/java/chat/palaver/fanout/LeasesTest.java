package chat.palaver.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.fanout.routing.EdgeStart;
import chat.palaver.schemas.proto.EdgeLease;
import chat.palaver.testkit.SuppliedClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final String TOPIC = "edges";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration MARGIN = Duration.ofSeconds(120);
    private static final long LEASE = 15_000;
    private static final EdgeStart FIRST = new EdgeStart("e_a", 1);
    private static final EdgeStart SECOND = new EdgeStart("e_a", 2);

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final Leases leases;
    private long offset;

    LeasesTest() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        leases =
                new Leases(
                        consumer,
                        TOPIC,
                        MARGIN,
                        new SuppliedClock(() -> Instant.ofEpochMilli(now.get())),
                        Thread::new);
        await().until(() -> consumer.assignment().contains(PARTITION));
    }

    @AfterEach
    void close() {
        leases.close();
    }

    @Test
    void holdsAnEdgeThatHasNeverHadALeaseByItsLastWord() {
        long heard = now.get();

        now.addAndGet(MARGIN.toMillis());
        assertThat(leases.isGone(FIRST, heard)).isFalse();
        now.addAndGet(1);
        assertThat(leases.isGone(FIRST, heard)).isTrue();
    }

    @Test
    void holdsAnEdgeByItsLeaseLongAfterItsLastWord() {
        long heard = now.get() - Duration.ofHours(1).toMillis();
        append("e_a", lease(1));
        await().until(() -> !leases.isGone(FIRST, heard));

        now.addAndGet(LEASE + MARGIN.toMillis());
        assertThat(leases.isGone(FIRST, heard)).isFalse();
        now.addAndGet(1);
        assertThat(leases.isGone(FIRST, heard)).isTrue();
    }

    @Test
    void doesNotHoldAFormerStartByTheLeaseOfALaterOne() {
        long heard = now.get() - Duration.ofHours(1).toMillis();
        append("e_a", lease(2));

        await().until(() -> !leases.isGone(SECOND, heard));
        assertThat(leases.isGone(FIRST, heard)).isTrue();
    }

    @Test
    void letsAnEdgeGoThatGaveItsLeaseBack() {
        long heard = now.get() - Duration.ofHours(1).toMillis();
        append("e_a", lease(1));
        await().until(() -> !leases.isGone(FIRST, heard));

        append("e_a", null);
        await().until(() -> leases.isGone(FIRST, heard));
    }

    @Test
    void readsOnBehindWhatItCannotReadAndAfterAFailure() {
        long heard = now.get() - Duration.ofHours(1).toMillis();
        append("e_a", new byte[] {7, 7});
        consumer.schedulePollTask(
                () -> consumer.setPollException(new KafkaException("away for a moment")));
        append("e_a", lease(1));

        await().until(() -> !leases.isGone(FIRST, heard));
    }

    @Test
    void closesItsConsumer() {
        leases.close();

        assertThat(consumer.closed()).isTrue();
    }

    private static byte[] lease(long incarnation) {
        return EdgeLease.newBuilder()
                .setEdge("e_a")
                .setIncarnation(incarnation)
                .setLeaseMillis(LEASE)
                .build()
                .toByteArray();
    }

    private void append(String edge, byte[] value) {
        consumer.addRecord(
                new ConsumerRecord<>(
                        TOPIC,
                        0,
                        offset++,
                        now.get(),
                        TimestampType.CREATE_TIME,
                        edge.length(),
                        value == null ? 0 : value.length,
                        edge.getBytes(StandardCharsets.UTF_8),
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
    }
}
