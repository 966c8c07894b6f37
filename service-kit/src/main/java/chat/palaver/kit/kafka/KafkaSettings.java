package chat.palaver.kit.kafka;

import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The properties of every Kafka client, decided in one place: several of the defaults break what
 * the design promises. Each call gives a new map the caller may add to. Immutable.
 *
 * <p>Kafka's names are spelled out, not taken from its classes, since those of Kafka Streams are
 * not seen here.
 */
public final class KafkaSettings {
    /** A cut link blocks {@code send()} itself; it must not hold a client up for a minute. */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    /** After this an append is answered {@code unavailable}; see "Retries" in the design. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Streams never gives a record up: an expired one makes it start its task again, and every edge
     * read the log, which helps nobody while Kafka is away.
     */
    private static final String NEVER = String.valueOf(Integer.MAX_VALUE);

    /**
     * A send that waits, for metadata or for room in its buffer, ends in the same as an expired
     * record; by this time (the default of {@code max.poll.interval.ms}) the group has given the
     * task to another instance anyhow.
     */
    private static final Duration STREAMS_MAX_BLOCK = Duration.ofMinutes(5);

    /**
     * A quiet topic's leader that has moved is known before the next record, not after a failure.
     */
    private static final Duration STREAMS_METADATA_AGE = Duration.ofSeconds(30);

    /** While Kafka is away there is nothing better for Streams to do than to try again. */
    private static final Duration STREAMS_TASK_TIMEOUT = Duration.ofDays(365);

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration API_TIMEOUT = Duration.ofSeconds(15);

    /** A member that died is replaced after this; brokers allow no less by default. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final Duration GROUP_HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration STREAMS_COMMIT = Duration.ofSeconds(1);

    private final KafkaConfig config;
    private final Topics topics;

    public KafkaSettings(KafkaConfig config) {
        this.config = config;
        this.topics = config.topics();
    }

    /** The catalogue of topics of this cluster. */
    public Topics topics() {
        return topics;
    }

    /** The full name of a consumer group or a Streams application: prefixed as topics are. */
    public String group(String name) {
        return config.topicPrefix() + name;
    }

    /** For an {@code Admin}. */
    public Map<String, Object> admin() {
        return common();
    }

    /**
     * For a producer: durable, in order, without copies of its own making, sent at once. Not
     * compressed: a batch is mostly one record, where compression saves little and costs two
     * buffers of 64 KiB each time; {@code compression.type} may be passed through.
     */
    public Map<String, Object> producer() {
        Map<String, Object> properties = common();
        properties.putAll(durable());
        properties.put("max.block.ms", millis(MAX_BLOCK));
        properties.put("delivery.timeout.ms", millis(DELIVERY_TIMEOUT));
        return properties;
    }

    /** For a consumer. A missing offset is an error to act on, never a silent jump. */
    public Map<String, Object> consumer() {
        Map<String, Object> properties = common();
        properties.put("auto.offset.reset", "none");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        return properties;
    }

    /** For a consumer in a classic group, which replaces a dead member within 6 s. */
    public Map<String, Object> groupConsumer(String group) {
        Map<String, Object> properties = consumer();
        properties.put("group.id", group(group));
        properties.put("group.protocol", "classic");
        properties.put("session.timeout.ms", millis(SESSION_TIMEOUT));
        properties.put("heartbeat.interval.ms", millis(GROUP_HEARTBEAT));
        return properties;
    }

    /** For a consumer that must find new topics in about {@code within}, not in 5 minutes. */
    public Map<String, Object> consumerFindingTopics(Duration within) {
        Map<String, Object> properties = consumer();
        properties.put("metadata.max.age.ms", millis(within));
        return properties;
    }

    /**
     * For Kafka Streams. At least once, a commit every second; inputs do not wait for one another;
     * a first start reads from the beginning, since what it skips would be lost.
     */
    public Map<String, Object> streams(String application) {
        Map<String, Object> properties = common();
        properties.put("application.id", group(application));
        properties.put("replication.factor", config.replicationFactor());
        properties.put("commit.interval.ms", millis(STREAMS_COMMIT));
        properties.put("max.task.idle.ms", "-1");
        properties.put("task.timeout.ms", millis(STREAMS_TASK_TIMEOUT));
        properties.put("auto.offset.reset", "earliest");
        properties.put("main.consumer.session.timeout.ms", millis(SESSION_TIMEOUT));
        properties.put("main.consumer.heartbeat.interval.ms", millis(GROUP_HEARTBEAT));
        durable().forEach((key, value) -> properties.put("producer." + key, value));
        properties.put("producer.delivery.timeout.ms", NEVER);
        properties.put("producer.max.block.ms", millis(STREAMS_MAX_BLOCK));
        properties.putIfAbsent("metadata.max.age.ms", millis(STREAMS_METADATA_AGE));
        return properties;
    }

    private Map<String, Object> common() {
        Map<String, Object> properties = new HashMap<>(config.properties());
        properties.put("bootstrap.servers", String.join(",", config.bootstrapServers()));
        properties.put("request.timeout.ms", millis(REQUEST_TIMEOUT));
        properties.putIfAbsent("default.api.timeout.ms", millis(API_TIMEOUT));
        properties.putIfAbsent("reconnect.backoff.ms", "50");
        properties.putIfAbsent("reconnect.backoff.max.ms", "1000");
        properties.putIfAbsent("socket.connection.setup.timeout.ms", "2000");
        properties.putIfAbsent("socket.connection.setup.timeout.max.ms", "5000");
        return properties;
    }

    private static Map<String, Object> durable() {
        return Map.of("acks", "all", "enable.idempotence", "true", "linger.ms", "0");
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
