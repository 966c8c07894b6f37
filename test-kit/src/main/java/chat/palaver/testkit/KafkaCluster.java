package chat.palaver.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Kafka for a test class, as {@code @RegisterExtension static final KafkaCluster KAFKA = new
 * KafkaCluster();}. All classes share one broker; each has a topic prefix of its own, and the
 * topics under it go with the class.
 *
 * <p>The broker is the one that {@code PALAVER_TEST_KAFKA} names ({@code host:port}), else one
 * container when {@code PALAVER_TEST_CONTAINERS} is 1, else an embedded process.
 */
public final class KafkaCluster implements BeforeAllCallback, AfterAllCallback {
    /** Names the broker that the suite's runner has started. */
    public static final String VARIABLE = "PALAVER_TEST_KAFKA";

    /** What is known once the class is about to run. */
    private record Running(String bootstrapServers, String topicPrefix) {}

    private Optional<Running> running = Optional.empty();

    @Override
    public void beforeAll(ExtensionContext context) {
        Server server = SharedServer.of(context, VARIABLE, KafkaCluster::own);
        String prefix = UniqueName.of(context.getRequiredTestClass()) + ".";
        running = Optional.of(new Running(server.address(), prefix));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try (Admin admin = admin()) {
            Set<String> ours =
                    admin.listTopics().names().get().stream()
                            .filter(topic -> topic.startsWith(topicPrefix()))
                            .collect(Collectors.toSet());
            admin.deleteTopics(ours).all().get();
        } catch (ExecutionException e) {
            // A client that is still closing may have deleted them first: nothing is lost by it.
            System.getLogger(KafkaCluster.class.getName())
                    .log(System.Logger.Level.WARNING, "Topics of the test were not deleted", e);
        }
    }

    public String bootstrapServers() {
        return running().bootstrapServers();
    }

    /** What the names of all topics of this class start with; it ends with a dot. */
    public String topicPrefix() {
        return running().topicPrefix();
    }

    /** A new administration client; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    private static Server own() {
        return ContainerServer.isWanted() ? ContainerServer.kafka() : EmbeddedServer.kafka();
    }

    private Running running() {
        return running.orElseThrow(
                () -> new IllegalStateException("Only while the tests of the class run"));
    }
}
