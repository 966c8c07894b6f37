package chat.palaver.kit.config;

import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The Kafka cluster and the shape of the topics in it; the same for all of an installation. */
public record KafkaConfig(
        @About("brokers to ask first, host:port") List<String> bootstrapServers,
        @Default("") @About("stands before every topic and group name") String topicPrefix,
        @Default("4")
                @Range(min = 1, max = 10_000)
                @About("partitions of every topic keyed by channel or user; fixed for life")
                int partitions,
        @Default("16")
                @Range(min = 1, max = 10_000)
                @About("partitions of deliveries: the most edges that can run; fixed for life")
                int deliverySlots,
        @Default("1") @Range(min = 1, max = 7) @About("replicas of every topic; 3 in production")
                int replicationFactor,
        @Default("7d") @About("how long shared channel logs are kept: 3h or more, or forever")
                Duration sharedRetention,
        @About("further properties of every Kafka client, as for TLS and SASL")
                Map<String, String> properties) {

    /** What the design depends on, whatever client it is for; {@code KafkaSettings} says why. */
    private static final Set<String> DECIDED =
            Set.of(
                    "acks",
                    "enable.idempotence",
                    "linger.ms",
                    "bootstrap.servers",
                    "request.timeout.ms",
                    "max.block.ms",
                    "delivery.timeout.ms",
                    "auto.offset.reset",
                    "enable.auto.commit",
                    "allow.auto.create.topics",
                    "group.id",
                    "application.id",
                    "processing.guarantee");

    private static final Pattern STREAMS_PREFIX =
            Pattern.compile("^(main\\.|restore\\.|global\\.)?(producer|consumer|admin)\\.");

    public KafkaConfig {
        bootstrapServers = HostPorts.checked("bootstrap-servers", bootstrapServers);
        properties = Map.copyOf(properties);
        properties.keySet().forEach(KafkaConfig::refuseDecided);
        new TopicSettings(
                topicPrefix, partitions, deliverySlots, replicationFactor, sharedRetention);
    }

    private static void refuseDecided(String property) {
        if (DECIDED.contains(STREAMS_PREFIX.matcher(property).replaceFirst(""))) {
            throw new IllegalArgumentException(
                    "properties must not set " + property + ", which Palaver decides");
        }
    }

    /** One broker on this machine, as in tests: 4 partitions, 16 slots, 7 days. */
    public static KafkaConfig development(String bootstrapServers, String topicPrefix) {
        return new KafkaConfig(
                List.of(bootstrapServers.split(",", -1)),
                topicPrefix,
                4,
                16,
                1,
                Duration.ofDays(7),
                Map.of());
    }

    /** The catalogue of topics this configuration means. */
    public Topics topics() {
        return Topics.of(
                new TopicSettings(
                        topicPrefix,
                        partitions,
                        deliverySlots,
                        replicationFactor,
                        sharedRetention));
    }

    /** Without the values of the properties: passwords may be among them. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrapServers=%s, topicPrefix=%s, partitions=%d, properties of %s]"
                .formatted(bootstrapServers, topicPrefix, partitions, properties.keySet());
    }
}
