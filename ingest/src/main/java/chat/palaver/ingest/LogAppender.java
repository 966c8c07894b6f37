package chat.palaver.ingest;

import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.Signal;
import chat.palaver.schemas.proto.UserEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The only way from a process to the logs: places a record, appends it durably and says where it
 * lies. Exists because a producer's own {@code send} may block its caller for as long as {@code
 * max.block.ms}, which no socket thread can afford: here one thread does the sending, and callers
 * never wait.
 *
 * <p>Records of one caller are sent in the order of its calls. What is under way is bounded in
 * number and in bytes; what is over a bound, or has waited {@link #MAX_WAIT} for its turn, fails
 * with {@link Unavailable}, and so does every append that is not acknowledged in time. Such a
 * record may be in the log nevertheless, or get there later. A record that the log can never take
 * fails with {@link TooLarge}.
 *
 * <p>Safe for use by many threads. Futures complete on the producer's thread (on the caller's or
 * the sending one when they fail early): what follows them must not block.
 */
public final class LogAppender implements AutoCloseable {
    /** Longest time a record waits to be handed to the producer. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(2);

    /** Most bytes of values under way. */
    public static final long MAX_BYTES = 64L << 20;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final int KIBIBYTE = 1024;

    private final Producer<String, byte[]> producer;
    private final Topics topics;
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
     */
    public LogAppender(Producer<String, byte[]> producer, Topics topics, int maxInFlight) {
        this(producer, topics, maxInFlight, System::nanoTime);
    }

    LogAppender(
            Producer<String, byte[]> producer,
            Topics topics,
            int maxInFlight,
            LongSupplier nanoTime) {
        this.producer = producer;
        this.topics = topics;
        this.nanoTime = nanoTime;
        this.maxInFlight = maxInFlight;
        slots = new Semaphore(maxInFlight);
        kibibytes = new Semaphore((int) (MAX_BYTES / KIBIBYTE));
        queue = new ArrayBlockingQueue<>(maxInFlight);
        sender = new Thread(this::sendAll, "log-appender");
        sender.setDaemon(true);
        sender.start();
    }

    /** With a producer of its own, made of these properties. */
    public static LogAppender open(
            Map<String, Object> producerProperties, Topics topics, int maxInFlight) {
        Producer<String, byte[]> producer =
                new KafkaProducer<>(
                        producerProperties, new StringSerializer(), new ByteArraySerializer());
        return new LogAppender(producer, topics, maxInFlight);
    }

    /** Appends to the channel's log. */
    public CompletableFuture<Appended> append(ChannelRecord record) {
        String channel = record.getChannelId();
        return send(
                topics.channelShared(), topics.partitionOf(channel), channel, record.toByteArray());
    }

    /**
     * Appends what an edge wants routed into the very partition it wants it from.
     *
     * @param topic the shared channel logs or the user events
     */
    public CompletableFuture<Appended> interest(TopicSpec topic, int partition, Interest interest) {
        return send(topic, partition, interest.getEdge(), interest.toByteArray());
    }

    /** Tells a user's edges of something. */
    public CompletableFuture<Appended> userEvent(UserEvent event) {
        String user = event.getUserId();
        return send(topics.userEvents(), topics.partitionOf(user), user, event.toByteArray());
    }

    /** Shows members something that nobody stores. */
    public CompletableFuture<Appended> signal(Signal signal) {
        String channel = signal.getChannelId();
        return send(topics.signals(), topics.partitionOf(channel), channel, signal.toByteArray());
    }

    /**
     * Appends anything else, such as heartbeats and leases.
     *
     * @param value not to be changed afterwards; null for a tombstone
     */
    public CompletableFuture<Appended> send(
            TopicSpec topic, int partition, String key, byte[] value) {
        if (closed) {
            return CompletableFuture.failedFuture(new Unavailable("this process is going down"));
        }
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
                        new ProducerRecord<>(topic.name(), partition, key, value),
                        new CompletableFuture<>(),
                        nanoTime.getAsLong());
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
    public int inFlight() {
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
        if (nanoTime.getAsLong() - waiting.since > MAX_WAIT.toNanos()) {
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
            ProducerRecord<String, byte[]> record, CompletableFuture<Appended> done, long since) {
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
                            Position.of(0, offset),
                            metadata.timestamp()));
        }
    }
}
