package chat.palaver.ingest;

import chat.palaver.schemas.Position;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * One producer and the thread that may wait for it, with the bounds of what is under way. A topic
 * whose brokers are not known holds its lane up for as long as {@code max.block.ms}; another lane
 * does not notice.
 *
 * <p>Safe for use by many threads.
 */
final class Lane implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final int KIBIBYTE = 1024;

    private final Producer<String, byte[]> producer;
    private final AppendWatch watch;
    private final LongSupplier nanoTime;
    private final int maxInFlight;
    private final Semaphore slots;
    private final Semaphore kibibytes;
    private final BlockingQueue<Waiting> queue;
    private final Thread sender;
    private volatile boolean closed;

    /**
     * What may be under way at one time.
     *
     * @param records 1 or more
     * @param bytes of values
     */
    record Bounds(int records, long bytes) {}

    /** Takes the producer over: {@link #close} closes it. */
    Lane(
            String name,
            Producer<String, byte[]> producer,
            Bounds bounds,
            AppendWatch watch,
            LongSupplier nanoTime) {
        this.producer = producer;
        this.watch = watch;
        this.nanoTime = nanoTime;
        maxInFlight = bounds.records();
        slots = new Semaphore(maxInFlight);
        kibibytes = new Semaphore((int) (bounds.bytes() / KIBIBYTE));
        queue = new ArrayBlockingQueue<>(maxInFlight);
        sender = new Thread(this::sendAll, name);
        sender.setDaemon(true);
        sender.start();
    }

    /**
     * Hands a record over.
     *
     * @param epoch of the position it gets; see {@link chat.palaver.schemas.Position}
     * @param timedSince of the watch's count, or {@link AppendWatch#UNTIMED}
     */
    CompletableFuture<Appended> send(
            ProducerRecord<String, byte[]> record, long epoch, long timedSince) {
        if (closed) {
            return CompletableFuture.failedFuture(new Unavailable("this process is going down"));
        }
        byte[] value = record.value();
        int size = 1 + (value == null ? 0 : value.length / KIBIBYTE);
        if (!slots.tryAcquire()) {
            return CompletableFuture.failedFuture(new Unavailable("too many appends under way"));
        }
        if (!kibibytes.tryAcquire(size)) {
            slots.release();
            return CompletableFuture.failedFuture(new Unavailable("too many bytes under way"));
        }
        CompletableFuture<Appended> result = new CompletableFuture<>();
        Waiting waiting =
                new Waiting(
                        record, epoch, new CompletableFuture<>(), nanoTime.getAsLong(), timedSince);
        waiting.done.whenComplete(
                (appended, failure) -> {
                    kibibytes.release(size);
                    slots.release();
                    if (failure == null) {
                        result.complete(appended);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
        queue.add(waiting);
        if (closed && !sender.isAlive()) {
            failAll();
        }
        return result;
    }

    /** Records under way now: a measure of how fast the log takes them. */
    int inFlight() {
        return maxInFlight - slots.availablePermits();
    }

    /** Appends what has been accepted, as far as the log takes it within some seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            sender.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.interrupt();
        producer.close(CLOSE_LIMIT);
        failAll();
    }

    private void sendAll() {
        try {
            while (!closed || !queue.isEmpty()) {
                Waiting next = queue.poll(50, TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Waiting waiting) {
        long now = nanoTime.getAsLong();
        if (now - waiting.since > LogAppender.MAX_WAIT.toNanos()) {
            waiting.done.completeExceptionally(new Unavailable("the log does not keep up"));
            return;
        }
        try {
            producer.send(
                    waiting.record,
                    (metadata, failure) -> {
                        if (failure == null && waiting.isTimed()) {
                            long took = nanoTime.getAsLong() - now;
                            watch.acknowledged(took, metadata.timestamp());
                        }
                        waiting.acknowledged(metadata, failure);
                    });
            if (waiting.isTimed()) {
                watch.handedOver(now - waiting.timedSince);
            }
        } catch (RuntimeException e) {
            waiting.done.completeExceptionally(failure(e));
        }
    }

    private void failAll() {
        for (Waiting left = queue.poll(); left != null; left = queue.poll()) {
            left.done.completeExceptionally(new Unavailable("this process is going down"));
        }
    }

    private static RuntimeException failure(Exception cause) {
        if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
            return new TooLarge(cause);
        }
        return new Unavailable("the log cannot be reached: " + cause.getMessage(), cause);
    }

    private record Waiting(
            ProducerRecord<String, byte[]> record,
            long epoch,
            CompletableFuture<Appended> done,
            long since,
            long timedSince) {
        boolean isTimed() {
            return timedSince != AppendWatch.UNTIMED;
        }

        void acknowledged(RecordMetadata metadata, Exception failure) {
            if (failure != null) {
                done.completeExceptionally(failure(failure));
                return;
            }
            long offset = metadata.offset();
            done.complete(
                    new Appended(
                            metadata.partition(),
                            offset,
                            Position.of(epoch, offset),
                            metadata.timestamp()));
        }
    }
}
