package chat.palaver.sink;

import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import chat.palaver.store.SinkProgress;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads partitions and has their records worked on, batch after batch: read, work, progress row;
 * now and then, a commit. It starts from the progress row alone; Kafka's committed offsets are only
 * for those who look at the group. While work takes long, as when the store is away, it goes on
 * polling with everything paused, so that it stays a member of its group and holds no more than one
 * batch.
 *
 * <p>{@link #run} is the one thread that owns the consumer; {@link #stop} and {@link #abandon} may
 * be called from any.
 */
final class LogReader implements Runnable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STILL_THERE = Duration.ofMillis(500);
    private static final Duration PLACING_AGAIN = Duration.ofMillis(500);

    private static final Duration PLACING_AT_MOST = Duration.ofMillis(200);
    private static final Duration NOTHING_TO_READ = Duration.ofMillis(100);

    private final TopicSpec topic;
    private final PartitionSource source;
    private final Topics topics;
    private final Consumer<byte[], byte[]> consumer;
    private final Starts starts;
    private final Progress progress;
    private final Work work;
    private final Outlet outlet;
    private final Executor workers;
    private final Lag lag;
    private final SinkMetrics metrics;

    private final Map<TopicPartition, Held> held = new ConcurrentHashMap<>();
    private final Map<TopicPartition, String> topicIds = new HashMap<>();
    private final Map<TopicPartition, Long> unplaced = new LinkedHashMap<>();
    private final Map<TopicPartition, String> troubles = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private record Held(LogPart part, Claim claim) {}

    /** Writes progress rows, as long as it takes. */
    interface Progress {
        void write(TopicPartition partition, SinkProgress.Progress progress, Claim claim);
    }

    /** Says where to start; see {@link StartingPoints#find}. */
    interface Starts {
        StartingPoints.Start find(TopicPartition partition, Consumer<?, ?> consumer);
    }

    /** What a reader does its work with. */
    record Tools(
            Topics topics,
            Starts starts,
            Progress progress,
            Outlet outlet,
            Executor workers,
            Lag lag,
            SinkMetrics metrics) {
        Tools with(Starts otherStarts, Executor otherWorkers) {
            return new Tools(topics, otherStarts, progress, outlet, otherWorkers, lag, metrics);
        }
    }

    /**
     * What is read and what is done with it.
     *
     * @param topic what is read, or that to whose dead letters belongs what is no record of it
     */
    record Reading(TopicSpec topic, PartitionSource source, Work work) {}

    LogReader(Consumer<byte[], byte[]> consumer, Reading reading, Tools tools) {
        this.topic = reading.topic();
        this.source = reading.source();
        this.work = reading.work();
        this.consumer = consumer;
        this.topics = tools.topics();
        this.starts = tools.starts();
        this.progress = tools.progress();
        this.outlet = tools.outlet();
        this.workers = tools.workers();
        this.lag = tools.lag();
        this.metrics = tools.metrics();
    }

    /** Why a partition cannot be read; null if there is no such trouble. */
    String trouble() {
        return troubles.values().stream().findFirst().orElse(null);
    }

    /** How many partitions are read. */
    int parts() {
        return held.size();
    }

    /** No further batch; the present one is finished. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** The present batch is dropped too. */
    void abandon() {
        stop();
        held.values().forEach(each -> each.claim().giveUp());
    }

    @Override
    public void run() {
        try (consumer) {
            source.begin(consumer, new OwnHands());
            while (!stopping) {
                turn();
            }
        } finally {
            source.end();
            held.keySet().forEach(partition -> lag.none(partition.toString()));
        }
    }

    private void turn() {
        try {
            if (!source.refresh()) {
                pause(NOTHING_TO_READ);
                return;
            }
            place();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                handle(records);
            }
        } catch (OffsetOutOfRangeException e) {
            // Deleted before it was read, or the log lost its end: placing finds out which.
            e.partitions().forEach(this::unplace);
        } catch (WakeupException e) {
            // The loop's condition has changed.
        } catch (KafkaException e) {
            if (!source.outlives(e)) {
                throw e;
            }
            outlive(e);
        }
    }

    /** One partition's trouble must not be that of the others: all are placed anew. */
    private void outlive(KafkaException failure) {
        held.keySet()
                .forEach(
                        partition -> {
                            unplace(partition);
                            troubles.put(partition, failure.toString());
                        });
        pause(PLACING_AGAIN);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(ConsumerRecords<byte[], byte[]> records) {
        long since = System.nanoTime();
        records.partitions()
                .forEach(
                        partition ->
                                lag.waiting(
                                        partition.toString(),
                                        records.records(partition).get(0).timestamp()));
        // A partition may be lost and come back while this batch is under way: what began under the
        // old claim must not be taken for done under the new one.
        Map<TopicPartition, Held> began = held(records);
        await(start(records, began));
        await(advance(records, began));
        consumer.resume(placed());
        commit(records, began);
        metrics.batches.recordNanos(System.nanoTime() - since);
    }

    private List<CompletableFuture<Void>> start(
            ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Held> began) {
        List<LogRecord> all = new ArrayList<>(records.count());
        Map<LogPart, Claim> claims = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            Held at = began.get(partition);
            claims.put(at.part(), at.claim());
            records.records(partition).forEach(record -> all.add(logRecord(at.part(), record)));
        }
        Batch batch = Batch.of(all, work, topics::partitionOf);
        metrics.interests.add(batch.interests());
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        for (Batch.Run run : batch.runs()) {
            Claim claim = claims.get(run.part());
            tasks.add(task(() -> work.run(run, claim)));
        }
        for (DeadLetter misfit : batch.misfits()) {
            Claim claim = claims.get(misfit.record().part());
            tasks.add(task(() -> outlet.putAside(misfit, topic, claim)));
        }
        return tasks;
    }

    private List<CompletableFuture<Void>> advance(
            ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Held> began) {
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            Claim claim = began.get(partition).claim();
            String id = topicIds.getOrDefault(partition, "");
            long next = next(records.records(partition));
            tasks.add(
                    task(
                            () ->
                                    progress.write(
                                            partition,
                                            new SinkProgress.Progress(next, id),
                                            claim)));
        }
        return tasks;
    }

    private CompletableFuture<Void> task(Runnable task) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        task.run();
                    } catch (Claim.LostException e) {
                        // Whoever has the partition now does it again.
                    }
                },
                workers);
    }

    /** Waits for all, polling now and then. A failure that cannot be mended ends the reader. */
    private void await(List<CompletableFuture<Void>> tasks) {
        CompletableFuture<Void> all =
                CompletableFuture.allOf(tasks.toArray(CompletableFuture[]::new));
        while (true) {
            try {
                all.get(STILL_THERE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                stayMember();
            } catch (ExecutionException e) {
                throw new IllegalStateException("Reading of " + topic.name(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                abandon();
                return;
            }
        }
    }

    private void stayMember() {
        try {
            consumer.pause(consumer.assignment());
            ConsumerRecords<byte[], byte[]> none = consumer.poll(Duration.ZERO);
            none.partitions()
                    .forEach(
                            partition ->
                                    consumer.seek(
                                            partition, none.records(partition).get(0).offset()));
        } catch (OffsetOutOfRangeException e) {
            e.partitions().forEach(this::unplace);
        } catch (WakeupException e) {
            // stop() was called; the batch is finished all the same.
        }
    }

    private void commit(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, Held> began) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            if (!began.get(partition).equals(held.get(partition))) {
                continue;
            }
            List<ConsumerRecord<byte[], byte[]>> done = records.records(partition);
            offsets.put(partition, next(done));
            if (consumer.currentLag(partition).orElse(0) > 0) {
                lag.waiting(partition.toString(), done.get(done.size() - 1).timestamp());
            } else {
                lag.none(partition.toString());
            }
        }
        source.commit(offsets);
    }

    /**
     * Finds where to start for partitions that are new here; those it cannot find stay paused. Goes
     * back to reading in between: there may be many.
     */
    private void place() {
        long now = System.nanoTime();
        for (TopicPartition partition : List.copyOf(unplaced.keySet())) {
            if (now - unplaced.get(partition) < 0) {
                continue;
            }
            if (System.nanoTime() - now > PLACING_AT_MOST.toNanos()) {
                return;
            }
            try {
                StartingPoints.Start start = starts.find(partition, consumer);
                metrics.lost.add(start.lost());
                topicIds.put(partition, start.topicId());
                consumer.seek(partition, start.offset());
                consumer.resume(List.of(partition));
                unplaced.remove(partition);
                troubles.remove(partition);
                source.placed(partition);
            } catch (StartingPoints.NotYetException | RetriableException e) {
                troubles.put(partition, partition + ": " + e.getMessage());
                unplaced.remove(partition);
                unplaced.put(partition, System.nanoTime() + PLACING_AGAIN.toNanos());
            }
        }
    }

    private void unplace(TopicPartition partition) {
        if (held.containsKey(partition)) {
            consumer.pause(List.of(partition));
            unplaced.put(partition, System.nanoTime());
        }
    }

    private List<TopicPartition> placed() {
        return consumer.assignment().stream()
                .filter(partition -> !unplaced.containsKey(partition))
                .toList();
    }

    /** The claims under which work on these records begins; a poll gives only what is held. */
    private Map<TopicPartition, Held> held(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, Held> now = new HashMap<>();
        records.partitions().forEach(partition -> now.put(partition, held.get(partition)));
        return now;
    }

    private static long next(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.get(records.size() - 1).offset() + 1;
    }

    private static LogRecord logRecord(LogPart part, ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        return new LogRecord(
                part,
                record.offset(),
                record.timestamp(),
                key == null ? "" : new String(key, StandardCharsets.UTF_8),
                value == null ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(value));
    }

    private final class OwnHands implements PartitionSource.Hands {
        @Override
        public void take(TopicPartition partition, LogPart part, Claim claim) {
            held.put(partition, new Held(part, claim));
            // Any place will do until the right one is known; without one a poll would fail.
            consumer.seek(partition, 0);
            consumer.pause(List.of(partition));
            unplaced.put(partition, System.nanoTime());
        }

        @Override
        public void drop(TopicPartition partition) {
            Held dropped = held.remove(partition);
            if (dropped != null) {
                work.forget(dropped.part(), dropped.claim());
            }
            unplaced.remove(partition);
            topicIds.remove(partition);
            troubles.remove(partition);
            lag.none(partition.toString());
        }
    }
}
