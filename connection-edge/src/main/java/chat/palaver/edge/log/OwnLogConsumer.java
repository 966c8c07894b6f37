package chat.palaver.edge.log;

import chat.palaver.edge.feed.LiveHops;
import chat.palaver.edge.feed.LogRecord;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.OnLoop;
import chat.palaver.edge.feed.OwnLogs;
import chat.palaver.ingest.Appended;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Topics;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the own logs of channels that have sessions here: one consumer for all of them, to which
 * they are assigned by hand as they come and go, so that none of it costs a rebalance. One thread
 * owns the consumer; what it has read is handed to the loop and awaited, so that a log that is
 * behind costs time and no memory.
 */
public final class OwnLogConsumer implements OwnLogs, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(OwnLogConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** While it is not known whether a log has been read to its end: somebody waits for that. */
    private static final Duration SEEKING = Duration.ofMillis(10);

    private static final Duration NOTHING_TO_READ = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(3);
    private static final int BATCHES_AHEAD = 2;

    private final Topics topics;
    private final Loop loop;
    private final Function<LogPlace, CompletionStage<Appended>> marks;
    private final LiveHops hops;
    private final LongConsumer written;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
    private final Semaphore ahead = new Semaphore(BATCHES_AHEAD);
    private final Semaphore changed = new Semaphore(0);
    private final Map<TopicPartition, Followed> followed = new HashMap<>();
    private final Thread thread;
    private volatile boolean closing;

    /** A log that is read, with what has to be known of it on the reading thread. */
    private static final class Followed {
        private final LogPlace place;
        private final long from;
        private final Reader reader;
        private boolean atEnd;

        Followed(LogPlace place, long from, Reader reader) {
            this.place = place;
            this.from = from;
            this.reader = reader;
        }
    }

    /**
     * Starts its thread.
     *
     * @param properties of a consumer without a group
     * @param marks puts a mark at the end of a log
     * @param written takes of each record, on the reading thread, when it was written, in
     *     milliseconds by the broker's clock
     */
    public OwnLogConsumer(
            Map<String, Object> properties,
            Topics topics,
            Loop loop,
            Function<LogPlace, CompletionStage<Appended>> marks,
            LiveHops hops,
            LongConsumer written,
            ThreadFactory threads) {
        this.topics = topics;
        this.loop = loop;
        this.marks = marks;
        this.hops = hops;
        this.written = written;
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread = threads.newThread(this::run);
        thread.start();
    }

    @Override
    public void follow(LogPlace place, long from, Reader reader) {
        change(() -> begin(new Followed(place, from, reader)));
    }

    @Override
    public void unfollow(LogPlace place) {
        change(() -> end(place));
    }

    @Override
    public CompletionStage<Long> mark(LogPlace place) {
        return OnLoop.of(loop, marks.apply(place).thenApply(Appended::offset));
    }

    private void change(Runnable change) {
        changes.add(change);
        changed.release();
        consumer.wakeup();
    }

    private void begin(Followed log) {
        TopicPartition partition = partition(log.place);
        followed.put(partition, log);
        consumer.assign(followed.keySet());
        consumer.seek(partition, log.from);
    }

    private void end(LogPlace place) {
        if (followed.remove(partition(place)) != null) {
            consumer.assign(followed.keySet());
        }
    }

    private TopicPartition partition(LogPlace place) {
        return new TopicPartition(topics.logOf(place), topics.logPartitionOf(place));
    }

    private void run() {
        while (!closing) {
            try {
                turn();
            } catch (WakeupException e) {
                // Something has changed.
            } catch (OffsetOutOfRangeException e) {
                e.partitions().forEach(this::gone);
            } catch (InterruptedException e) {
                closing = true;
            } catch (KafkaException e) {
                logger.atWarn().addKeyValue("cause", e.toString()).log("own logs not readable");
            }
        }
        consumer.close();
    }

    private void turn() throws InterruptedException {
        changed.drainPermits();
        for (Runnable change = changes.poll(); change != null; change = changes.poll()) {
            change.run();
        }
        if (followed.isEmpty()) {
            if (changed.tryAcquire(NOTHING_TO_READ.toMillis(), TimeUnit.MILLISECONDS)) {
                changed.release();
            }
            return;
        }
        boolean seeking = followed.values().stream().anyMatch(log -> !log.atEnd);
        ConsumerRecords<byte[], byte[]> records = consumer.poll(seeking ? SEEKING : POLL);
        if (!records.isEmpty()) {
            hand(records);
        }
        tellEnds();
    }

    private void hand(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        List<Runnable> batch = new ArrayList<>();
        for (TopicPartition partition : records.partitions()) {
            Followed log = followed.get(partition);
            List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
            long next = read.get(read.size() - 1).offset() + 1;
            List<LogRecord> own = own(log.place, read);
            batch.add(() -> log.reader.read(own, next));
        }
        long read = hops.now();
        ahead.acquire();
        loop.execute(
                () -> {
                    ahead.release();
                    hops.applying(read, () -> batch.forEach(Runnable::run));
                });
    }

    private List<LogRecord> own(LogPlace place, List<ConsumerRecord<byte[], byte[]>> records) {
        List<LogRecord> own = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() != null
                    && record.value() != null
                    && place.channel().equals(new String(record.key(), StandardCharsets.UTF_8))) {
                written.accept(record.timestamp());
                own.add(
                        new LogRecord(
                                place.channel(),
                                place.epoch(),
                                record.offset(),
                                record.timestamp(),
                                UnsafeByteOperations.unsafeWrap(record.value())));
            }
        }
        return own;
    }

    /** Behind what has been read of them, so that it comes first. */
    private void tellEnds() {
        followed.forEach(
                (partition, log) -> {
                    if (!log.atEnd && consumer.currentLag(partition).orElse(1) == 0) {
                        log.atEnd = true;
                        loop.execute(log.reader::atEnd);
                    }
                });
    }

    private void gone(TopicPartition partition) {
        Followed log = followed.remove(partition);
        consumer.assign(followed.keySet());
        if (log != null) {
            loop.execute(log.reader::gone);
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        changed.release();
        ahead.release(BATCHES_AHEAD);
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
