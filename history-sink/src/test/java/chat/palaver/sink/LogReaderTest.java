package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.kit.metrics.Metrics;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogReaderTest {
    private final Topics topics = Topics.of(new TopicSettings("", 1, 1, 1, Duration.ofDays(7)));
    private final TopicPartition partition = new TopicPartition(topics.channelShared().name(), 0);
    private final String channel = Ids.newChannel();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final List<Long> progress = new CopyOnWriteArrayList<>();
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch storeIsBack = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private LogReader reader;
    private Thread thread;

    /** The first run lasts until the store is back, or its claim is lost by then. */
    private final class SlowWork implements Work {
        @Override
        public void run(Batch.Run run, Claim claim) {
            if (runs.incrementAndGet() == 1) {
                await().until(() -> storeIsBack.getCount() == 0);
            }
            claim.check();
            run.records().forEach(record -> steps.add("rows of " + record.offset()));
        }

        @Override
        public void forget(LogPart part, Claim claim) {
            steps.add("forget");
        }

        @Override
        public boolean includes(String key) {
            return Ids.isChannel(key);
        }
    }

    @BeforeEach
    void startReading() {
        Lag lag = new Lag(Clock.systemUTC(), name -> name);
        Metrics registry = new Metrics();
        SinkMetrics metrics = new SinkMetrics(registry, lag, Duration.ZERO);
        Insistence insistence = new Insistence(Outlet::isPassing, metrics.kafkaRetries);
        MockProducer<String, byte[]> producer =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        reader =
                new LogReader(
                        consumer,
                        new LogReader.Reading(
                                topics.channelShared(),
                                new GroupPartitions(
                                        topics.channelShared(),
                                        GroupPartitions.Heirs.NONE,
                                        nanos::get),
                                new SlowWork()),
                        new LogReader.Tools(
                                topics,
                                (tp, asked) -> new StartingPoints.Start(5, "id", 0),
                                (tp, row, claim) -> {
                                    claim.check();
                                    progress.add(row.nextOffset());
                                    steps.add("progress " + row.nextOffset());
                                },
                                new Outlet(producer, topics, insistence, metrics),
                                workers,
                                lag,
                                metrics));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.updateEndOffsets(Map.of(partition, 6L));
        consumer.schedulePollTask(
                () -> {
                    consumer.rebalance(List.of(partition));
                });
        consumer.schedulePollTask(() -> consumer.addRecord(record(5)));
        thread = new Thread(reader);
        thread.setUncaughtExceptionHandler((failed, cause) -> failures.add(cause));
        thread.start();
    }

    @AfterEach
    void stopReading() throws InterruptedException {
        storeIsBack.countDown();
        reader.stop();
        thread.join(10_000);
        workers.shutdownNow();
        assertThat(failures).isEmpty();
    }

    @Test
    void progressFollowsTheRowsAndReadingStartsWhereItIsTold() {
        storeIsBack.countDown();

        await().until(() -> !progress.isEmpty());

        assertThat(steps).containsExactly("rows of 5", "progress 6");
    }

    @Test
    void tellsTheGroupOnceASecondAndOfTheLastBatchToo() {
        storeIsBack.countDown();
        await().until(() -> progress.contains(6L));
        consumer.schedulePollTask(() -> consumer.addRecord(record(6)));
        await().until(() -> progress.contains(7L));
        CountDownLatch polled = new CountDownLatch(1);
        consumer.schedulePollTask(polled::countDown);
        await().until(() -> polled.getCount() == 0);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(committed()).isNull();

        nanos.addAndGet(Duration.ofMillis(1).toNanos());

        await().until(() -> committed() != null && committed().offset() == 7);
    }

    @Test
    void tellsTheGroupBeforeAPartitionIsLost() {
        storeIsBack.countDown();
        await().until(() -> progress.contains(6L));

        // A mock tells of what is assigned only.
        consumer.schedulePollTask(
                () -> {
                    consumer.rebalance(List.of());
                    consumer.rebalance(List.of(partition));
                });

        await().until(() -> committed() != null);
        assertThat(committed().offset()).isEqualTo(6);
    }

    @Test
    void pollsOnWithEverythingPausedWhileTheStoreIsAway() {
        await().until(() -> runs.get() == 1);
        CountDownLatch polled = new CountDownLatch(1);

        consumer.schedulePollTask(polled::countDown);

        await().until(() -> polled.getCount() == 0);
        assertThat(progress).isEmpty();
        storeIsBack.countDown();
        await().until(() -> progress.contains(6L));
        await().until(() -> consumer.paused().isEmpty());
    }

    @Test
    void claimsNoProgressForABatchWhosePartitionWasLostEvenIfItCameBack() {
        await().until(() -> runs.get() == 1);
        CountDownLatch back = new CountDownLatch(1);

        consumer.schedulePollTask(
                () -> {
                    consumer.rebalance(List.of());
                    consumer.rebalance(List.of(partition));
                    back.countDown();
                });
        await().until(() -> back.getCount() == 0);
        storeIsBack.countDown();
        consumer.schedulePollTask(() -> consumer.addRecord(record(5)));

        await().until(() -> !progress.isEmpty());
        assertThat(steps).containsExactly("forget", "rows of 5", "progress 6");
    }

    private OffsetAndMetadata committed() {
        return consumer.committed(Set.of(partition)).get(partition);
    }

    private ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>(
                partition.topic(), 0, offset, channel.getBytes(), new byte[] {1});
    }
}
