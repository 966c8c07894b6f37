package chat.palaver.kit.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * How the instances of one Streams application find out that one of them is dead. The same two
 * times lie in other places for each protocol: with the clients for one, with the broker for the
 * other.
 *
 * @param application name of the application, without the prefix of topics
 * @param sessionTimeout silence after which the group gives an instance's tasks to others
 */
public record StreamsGroup(String application, GroupProtocol protocol, Duration sessionTimeout) {
    private static final int HEARTBEATS_A_SESSION = 4;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The properties of {@link KafkaSettings#streams} with those of the group. */
    public Map<String, Object> properties(KafkaSettings settings) {
        Map<String, Object> properties = settings.streams(application);
        if (protocol == GroupProtocol.STREAMS) {
            properties.put("group.protocol", "streams");
            properties.remove("main.consumer.session.timeout.ms");
            properties.remove("main.consumer.heartbeat.interval.ms");
        } else {
            properties.put("group.protocol", "classic");
            properties.put("main.consumer.session.timeout.ms", millis(sessionTimeout));
            properties.put("main.consumer.heartbeat.interval.ms", millis(heartbeat()));
        }
        return properties;
    }

    /**
     * To be done before an instance starts: gives the broker the times it has to keep.
     *
     * @throws ExecutionException if the broker refuses them; it has limits of its own ({@code
     *     group.streams.min.session.timeout.ms} and others)
     */
    public void prepare(Admin admin, KafkaSettings settings)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (protocol != GroupProtocol.STREAMS) {
            return;
        }
        ConfigResource group =
                new ConfigResource(ConfigResource.Type.GROUP, settings.group(application));
        List<AlterConfigOp> changes =
                List.of(
                        set("streams.session.timeout.ms", millis(sessionTimeout)),
                        set("streams.heartbeat.interval.ms", millis(heartbeat())));
        admin.incrementalAlterConfigs(Map.of(group, changes))
                .all()
                .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Duration heartbeat() {
        return sessionTimeout.dividedBy(HEARTBEATS_A_SESSION);
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
