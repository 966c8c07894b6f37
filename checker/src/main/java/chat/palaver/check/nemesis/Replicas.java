package chat.palaver.check.nemesis;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Whether every replica has what its leader has. Until then one more broker is one too many: what
 * the system then says no to is not its fault.
 */
final class Replicas {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int ANSWER_SECONDS = 10;

    private Replicas() {}

    /**
     * Waits until they have.
     *
     * @throws IllegalStateException if they have not within three minutes
     */
    static void awaitInSync(String brokers) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            while (!inSync(admin)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                            "replicas are not in sync after " + LIMIT.toSeconds() + " s");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            }
        }
    }

    private static boolean inSync(Admin admin) throws InterruptedException {
        try {
            Set<String> topics = admin.listTopics().names().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            return admin
                    .describeTopics(topics)
                    .allTopicNames()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(each -> each.isr().size() == each.replicas().size());
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
