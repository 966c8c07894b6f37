package chat.palaver.schemas;

import java.util.Map;
import java.util.TreeMap;

/**
 * One topic as the catalogue wants it.
 *
 * @param name full name, prefix included
 * @param partitions 1 or more; fixed for the life of the installation
 * @param replicationFactor 1 or more
 * @param config topic configuration that differs from the broker's defaults
 */
public record TopicSpec(
        String name, int partitions, int replicationFactor, Map<String, String> config) {
    public TopicSpec {
        config = Map.copyOf(config);
    }

    TopicSpec with(String key, String value) {
        Map<String, String> more = new TreeMap<>(config);
        more.put(key, value);
        return new TopicSpec(name, partitions, replicationFactor, more);
    }
}
