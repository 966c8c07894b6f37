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
    private final LongSupplier nanoTime;
    private final int maxInFlight;
    private final Semaphore slots;
    private final Semaphore kibibytes;
    private final BlockingQueue<Waiting> queue;
    private final Thread sender;
    private volatile boolean closed;

    /**
     * Takes the producer over: {@link #close} closes it.
     *
     * @param maxInFlight records under way at one time, 1 or more
     * @param maxBytes bytes of values under way
     */
    Lane(
            String name,
            Producer<String, byte[]> producer,
            int maxInFlight,
            long maxBytes,
            LongSupplier nanoTime) {
        this.producer = producer;
        this.nanoTime = nanoTime;
        this.maxInFlight = maxInFlight;
        slots = new Semaphore(maxInFlight);
        kibibytes = new Semaphore((int) (maxBytes / KIBIBYTE));
        queue = new ArrayBlockingQueue<>(maxInFlight);
        sender = new Thread(this::sendAll, name);
        sender.setDaemon(true);
        sender.start();
    }

    /**
     * Hands a record over.
     *
     * @param epoch of the position it gets; see {@link chat.palaver.schemas.Position}
     */
    CompletableFuture<Appended> send(ProducerRecord<String, byte[]> record, long epoch) {
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
                new Waiting(record, epoch, new CompletableFuture<>(), nanoTime.getAsLong());
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
        if (nanoTime.getAsLong() - waiting.since > LogAppender.MAX_WAIT.toNanos()) {
            waiting.done.completeExceptionally(new Unavailable("the log does not keep up"));
            return;
        }
        try {
            producer.send(waiting.record, waiting::acknowledged);
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
            long since) {
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
