package chat.palaver.kit.kafka;

import chat.palaver.schemas.TopicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * What in a topic breaks a promise, against what the catalogue says. Sizes of segments and the like
 * may differ: an operator has reasons for them.
 */
final class TopicContradictions {
    private static final List<String> BINDING =
            List.of(
                    "cleanup.policy",
                    "retention.ms",
                    "min.insync.replicas",
                    "message.timestamp.type",
                    "unclean.leader.election.enable");

    private TopicContradictions() {}

    /** One sentence each, with what to do. */
    static List<String> of(TopicSpec spec, TopicDescription found, Config config) {
        List<String> contradictions = new ArrayList<>();
        int partitions = found.partitions().size();
        if (partitions != spec.partitions()) {
            contradictions.add(
                    ("%s has %d partitions, configured are %d; the count is fixed for the life of"
                                    + " an installation: set kafka.partitions (for deliveries"
                                    + " kafka.delivery-slots) to what is there, or use another"
                                    + " kafka.topic-prefix")
                            .formatted(spec.name(), partitions, spec.partitions()));
        }
        int replicas =
                found.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
        if (replicas < spec.replicationFactor()) {
            contradictions.add(
                    ("%s has %d replicas, configured are %d; reassign its partitions to more"
                                    + " brokers (kafka-reassign-partitions), or lower"
                                    + " kafka.replication-factor")
                            .formatted(spec.name(), replicas, spec.replicationFactor()));
        }
        for (String key : BINDING) {
            String wanted = spec.config().get(key);
            String actual = value(config, key);
            if (wanted != null && !Objects.equals(wanted, actual)) {
                contradictions.add(
                        ("%s has %s=%s, the catalogue says %s; set it (kafka-configs --alter"
                                        + " --topic %s --add-config %s=%s), or change the"
                                        + " configuration")
                                .formatted(
                                        spec.name(),
                                        key,
                                        actual,
                                        wanted,
                                        spec.name(),
                                        key,
                                        wanted));
            }
        }
        return contradictions;
    }

    private static String value(Config config, String key) {
        ConfigEntry entry = config == null ? null : config.get(key);
        return entry == null ? null : entry.value();
    }
}
