package chat.palaver.kit.kafka;

import chat.palaver.kit.Backoff;
import chat.palaver.schemas.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that are missing and refuses those that contradict the catalogue: another
 * partition count would move keys and make positions go back, a compacted or shorter log would lose
 * messages. Any number of services may do it at once. It changes no topic that exists.
 */
public final class TopicProvisioner {
    private static final Logger log = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Admin admin;
    private final LongSupplier nanoTime;

    public TopicProvisioner(Admin admin) {
        this(admin, System::nanoTime);
    }

    TopicProvisioner(Admin admin, LongSupplier nanoTime) {
        this.admin = admin;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits for Kafka to answer with enough brokers for the replicas asked for.
     *
     * @param atMost how long to try; one request may take its own time-out more
     * @return the id of each topic by its name: a topic made anew under an old name has another
     * @throws TopicMismatch if a topic contradicts; the message says what to do
     * @throws KafkaUnavailable if it could not be done in time
     */
    public Map<String, Uuid> provision(Collection<TopicSpec> topics, Duration atMost)
            throws InterruptedException {
        long deadline = nanoTime.getAsLong() + atMost.toNanos();
        Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, new Random());
        while (true) {
            try {
                return attempt(topics);
            } catch (ExecutionException e) {
                if (!worthRetrying(e.getCause())) {
                    throw new KafkaException("topics cannot be provisioned", e.getCause());
                }
                Duration left = Duration.ofNanos(deadline - nanoTime.getAsLong());
                if (left.isNegative() || left.isZero()) {
                    throw unavailable(atMost, e.getCause());
                }
                log.atInfo().addKeyValue("cause", e.getCause().toString()).log("Kafka not ready");
                backoff.pause(left);
            }
        }
    }

    private Map<String, Uuid> attempt(Collection<TopicSpec> topics)
            throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        create(topics.stream().filter(spec -> !existing.contains(spec.name())).toList());
        List<String> names = topics.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> described = admin.describeTopics(names).allTopicNames().get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(resources(names)).all().get();
        List<String> contradictions = new ArrayList<>();
        Map<String, Uuid> ids = new HashMap<>();
        for (TopicSpec spec : topics) {
            TopicDescription description = described.get(spec.name());
            contradictions.addAll(
                    TopicContradictions.of(spec, description, configs.get(resource(spec.name()))));
            ids.put(spec.name(), description.topicId());
        }
        if (!contradictions.isEmpty()) {
            throw new TopicMismatch(contradictions);
        }
        return ids;
    }

    private void create(List<TopicSpec> missing) throws ExecutionException, InterruptedException {
        if (missing.isEmpty()) {
            return;
        }
        List<NewTopic> topics =
                missing.stream()
                        .map(
                                spec ->
                                        new NewTopic(
                                                        spec.name(),
                                                        spec.partitions(),
                                                        (short) spec.replicationFactor())
                                                .configs(spec.config()))
                        .toList();
        for (Map.Entry<String, KafkaFuture<Void>> created :
                admin.createTopics(topics).values().entrySet()) {
            try {
                created.getValue().get();
                log.atInfo().addKeyValue("topic", created.getKey()).log("topic created");
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private static Set<ConfigResource> resources(List<String> names) {
        return names.stream().map(TopicProvisioner::resource).collect(Collectors.toSet());
    }

    private static ConfigResource resource(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    /** Brokers that have not joined yet are too few replicas, for a while. */
    private static boolean worthRetrying(Throwable cause) {
        return cause instanceof RetriableException
                || cause instanceof InvalidReplicationFactorException;
    }

    private static KafkaUnavailable unavailable(Duration atMost, Throwable cause) {
        String hint =
                cause instanceof InvalidReplicationFactorException
                        ? "fewer brokers than kafka.replication-factor asks for"
                        : "check kafka.bootstrap-servers, and that the brokers run";
        return new KafkaUnavailable(
                "topics not provisioned within %d s: %s (%s)"
                        .formatted(atMost.toSeconds(), hint, cause),
                cause);
    }
}
