package chat.palaver.edge.log;

import chat.palaver.edge.feed.LogRecord;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.RangeGone;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads ranges of the shared logs that the fan-out cannot be asked for. One thread owns one
 * consumer; a chunk is handed to the loop and awaited before the next is fetched, so a long range
 * costs time and no memory.
 */
public final class LogReader implements AutoCloseable {
    private static final int MOST_REQUESTS = 4_096;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(3);
    private static final Duration GIVE_UP = Duration.ofSeconds(10);

    private final String topic;
    private final Loop loop;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MOST_REQUESTS);
    private final Thread thread;
    private volatile boolean closing;

    /**
     * A reader of one topic; starts its thread.
     *
     * @param properties of a consumer without a group
     */
    public LogReader(
            Map<String, Object> properties, String topic, Loop loop, ThreadFactory threads) {
        this.topic = topic;
        this.loop = loop;
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread = threads.newThread(this::run);
        thread.start();
    }

    /** As {@code PartitionLog.read}. */
    public CompletionStage<Void> read(
            int partition,
            long from,
            long through,
            Set<String> channels,
            Consumer<List<LogRecord>> chunk) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!requests.offer(new Request(partition, from, through, channels, chunk, done))) {
            loop.execute(() -> done.completeExceptionally(new KafkaException("too many reads")));
        }
        return done;
    }

    private void run() {
        while (!closing) {
            try {
                Request next = requests.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    serve(next);
                }
            } catch (InterruptedException e) {
                closing = true;
            }
        }
        consumer.close();
    }

    private void serve(Request request) throws InterruptedException {
        try {
            fetch(request);
            loop.execute(() -> request.done.complete(null));
        } catch (OffsetOutOfRangeException e) {
            RangeGone gone = new RangeGone("the log begins behind " + request.from, e);
            loop.execute(() -> request.done.completeExceptionally(gone));
        } catch (KafkaException | IllegalStateException | ExecutionException e) {
            loop.execute(() -> request.done.completeExceptionally(e));
        }
    }

    private void fetch(Request request) throws InterruptedException, ExecutionException {
        TopicPartition partition = new TopicPartition(topic, request.partition);
        consumer.assign(List.of(partition));
        consumer.seek(partition, request.from);
        long heard = System.nanoTime();
        while (consumer.position(partition) <= request.through) {
            ConsumerRecords<byte[], byte[]> records = poll();
            if (!records.isEmpty()) {
                heard = System.nanoTime();
                hand(request, records.records(partition));
            } else if (System.nanoTime() - heard > GIVE_UP.toNanos()) {
                throw new KafkaException("the log does not answer");
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() throws InterruptedException {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            throw new InterruptedException("closing");
        }
    }

    private void hand(Request request, List<ConsumerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        List<LogRecord> chunk = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() <= request.through
                    && record.key() != null
                    && record.value() != null) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                if (request.channels.contains(key)) {
                    chunk.add(
                            new LogRecord(
                                    key,
                                    record.offset(),
                                    record.timestamp(),
                                    UnsafeByteOperations.unsafeWrap(record.value())));
                }
            }
        }
        if (!chunk.isEmpty()) {
            CompletableFuture<Void> taken = new CompletableFuture<>();
            loop.execute(
                    () -> {
                        request.chunk.accept(chunk);
                        taken.complete(null);
                    });
            while (!closing && !isTaken(taken)) {
                // The loop is busy; nothing more is fetched until it is not.
            }
        }
    }

    private static boolean isTaken(CompletableFuture<Void> taken)
            throws InterruptedException, ExecutionException {
        try {
            taken.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
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

    private record Request(
            int partition,
            long from,
            long through,
            Set<String> channels,
            Consumer<List<LogRecord>> chunk,
            CompletableFuture<Void> done) {}
}
