package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of channels' own logs, as the brokers have them. Every method asks the brokers and
 * waits for seconds at most.
 */
final class OwnTopics {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What a channel's owner may change of its own log. */
    private static final List<String> KEPT = List.of("retention.ms", "segment.ms");

    private final Admin admin;
    private final Topics topics;

    /** The brokers did not do what was asked, or did not say so. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    OwnTopics(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /** All there are, of whatever channel. */
    Set<LogPlace> all() throws RefusedException, InterruptedException {
        return answer("list", admin.listTopics().names()).stream()
                .map(topics::ownPlace)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /** Makes one, if it is not there. */
    void create(LogPlace place, Duration retention) throws RefusedException, InterruptedException {
        TopicSpec spec = topics.ownLog(place, retention);
        NewTopic topic =
                new NewTopic(spec.name(), spec.partitions(), (short) spec.replicationFactor())
                        .configs(spec.config());
        try {
            answer("create " + spec.name(), admin.createTopics(List.of(topic)).all());
        } catch (RefusedException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Removes one, if it is there. */
    void remove(LogPlace place) throws RefusedException, InterruptedException {
        String name = topics.logOf(place);
        try {
            answer("remove " + name, admin.deleteTopics(List.of(name)).all());
        } catch (RefusedException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    /**
     * Has each keep its records as long as is wanted.
     *
     * @return how many did not before
     */
    int keep(Map<LogPlace, Duration> retentions) throws RefusedException, InterruptedException {
        if (retentions.isEmpty()) {
            return 0;
        }
        Map<ConfigResource, TopicSpec> wanted = new HashMap<>();
        retentions.forEach(
                (place, retention) -> {
                    TopicSpec spec = topics.ownLog(place, retention);
                    wanted.put(resource(spec.name()), spec);
                });
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        Map<ConfigResource, Config> found =
                answer("describe", admin.describeConfigs(wanted.keySet()).all());
        found.forEach(
                (resource, config) -> {
                    List<AlterConfigOp> ops = changes(wanted.get(resource), config);
                    if (!ops.isEmpty()) {
                        changes.put(resource, ops);
                    }
                });
        if (!changes.isEmpty()) {
            answer("configure", admin.incrementalAlterConfigs(changes).all());
        }
        return changes.size();
    }

    private static List<AlterConfigOp> changes(TopicSpec wanted, Config found) {
        List<AlterConfigOp> changes = new ArrayList<>();
        for (String key : KEPT) {
            String value = wanted.config().get(key);
            ConfigEntry entry = found.get(key);
            boolean set =
                    entry != null
                            && entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
            if (value != null && !(set && value.equals(entry.value()))) {
                changes.add(change(key, value, AlterConfigOp.OpType.SET));
            } else if (value == null && set) {
                changes.add(change(key, "", AlterConfigOp.OpType.DELETE));
            }
        }
        return changes;
    }

    private static AlterConfigOp change(String key, String value, AlterConfigOp.OpType type) {
        return new AlterConfigOp(new ConfigEntry(key, value), type);
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static <T> T answer(String what, Future<T> asked)
            throws RefusedException, InterruptedException {
        try {
            return asked.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new RefusedException(what + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new RefusedException(what + ": no answer within " + LIMIT, e);
        }
    }
}
