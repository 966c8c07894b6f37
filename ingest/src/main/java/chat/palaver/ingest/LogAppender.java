package chat.palaver.ingest;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.Signal;
import chat.palaver.schemas.proto.UserEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The only way from a process to the logs: places a record, appends it durably and says where it
 * lies. Exists because a producer's own {@code send} may block its caller for as long as {@code
 * max.block.ms}, which no socket thread can afford: here a thread does the sending, and callers
 * never wait. Channels' own logs have a producer and a thread beside those of all other topics: one
 * that is not to be found holds up none but them.
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

    private final Topics topics;
    private final Lane fixed;
    private final Lane own;

    /**
     * Takes the producers over: {@link #close} closes them.
     *
     * @param fixed for every topic of the catalogue
     * @param own for the channels' own logs
     * @param maxInFlight records under way at one time in each of the two, 1 or more
     * @param watch is told what timed appends took
     */
    LogAppender(
            Producer<String, byte[]> fixed,
            Producer<String, byte[]> own,
            Topics topics,
            int maxInFlight,
            AppendWatch watch,
            LongSupplier nanoTime) {
        this.topics = topics;
        Lane.Bounds bounds = new Lane.Bounds(maxInFlight, MAX_BYTES / 2);
        this.fixed = new Lane("log-appender", fixed, bounds, watch, nanoTime);
        this.own = new Lane("own-log-appender", own, bounds, watch, nanoTime);
    }

    /** With producers of its own, made of these properties. */
    public static LogAppender open(
            Map<String, Object> producerProperties, Topics topics, int maxInFlight) {
        return open(producerProperties, topics, maxInFlight, AppendWatch.NONE);
    }

    /** The same, watched. */
    public static LogAppender open(
            Map<String, Object> producerProperties,
            Topics topics,
            int maxInFlight,
            AppendWatch watch) {
        return new LogAppender(
                producer(producerProperties),
                producer(producerProperties),
                topics,
                maxInFlight,
                watch,
                System::nanoTime);
    }

    private static Producer<String, byte[]> producer(Map<String, Object> properties) {
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /** Appends to the channel's log, in the stretch that the record's epoch names. */
    public CompletableFuture<Appended> append(ChannelRecord record) {
        return append(record, AppendWatch.UNTIMED);
    }

    /**
     * The same, timed.
     *
     * @param sinceNanos of {@link System#nanoTime}, from when the watch is to count the wait; or
     *     {@link AppendWatch#UNTIMED}
     */
    public CompletableFuture<Appended> append(ChannelRecord record, long sinceNanos) {
        String channel = record.getChannelId();
        LogPlace place = new LogPlace(channel, record.getEpoch());
        ProducerRecord<String, byte[]> located =
                new ProducerRecord<>(
                        topics.logOf(place),
                        topics.logPartitionOf(place),
                        channel,
                        record.toByteArray());
        return (place.isOwn() ? own : fixed).send(located, place.epoch(), sinceNanos);
    }

    /**
     * Puts a record of no meaning at the end of a channel's own log: who has read it has read all
     * that was there before.
     *
     * @param edge id of the edge that asks
     */
    public CompletableFuture<Appended> mark(LogPlace place, String edge) {
        byte[] value = Interest.newBuilder().setEdge(edge).build().toByteArray();
        ProducerRecord<String, byte[]> mark =
                new ProducerRecord<>(topics.logOf(place), 0, edge, value);
        return own.send(mark, place.epoch(), AppendWatch.UNTIMED);
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
        ProducerRecord<String, byte[]> located =
                new ProducerRecord<>(topic.name(), partition, key, value);
        return fixed.send(located, 0, AppendWatch.UNTIMED);
    }

    /** Records under way now: a measure of how fast the logs take them. */
    public int inFlight() {
        return fixed.inFlight() + own.inFlight();
    }

    /** Appends what has been accepted, as far as the logs take it within some seconds. */
    @Override
    public void close() {
        fixed.close();
        own.close();
    }
}
