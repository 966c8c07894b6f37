package chat.palaver.testkit;

import chat.palaver.process.EmbeddedCassandra;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The servers of production, as containers: the embedded Kafka is the same program, but ScyllaDB is
 * not Cassandra.
 */
final class ContainerServer implements Server {
    private static final String VARIABLE = "PALAVER_TEST_CONTAINERS";
    private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.3.1");
    private static final DockerImageName SCYLLA = DockerImageName.parse("scylladb/scylla:2025.1");
    private static final int CQL_PORT = 9042;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final GenericContainer<?> container;
    private final String address;

    private ContainerServer(GenericContainer<?> container, String address) {
        this.container = container;
        this.address = address;
    }

    /** Whether the environment asks for containers instead of embedded processes. */
    static boolean isWanted() {
        return "1".equals(System.getenv(VARIABLE));
    }

    static Server kafka() {
        KafkaContainer kafka = new KafkaContainer(KAFKA).withStartupTimeout(START_LIMIT);
        kafka.start();
        return new ContainerServer(kafka, kafka.getBootstrapServers());
    }

    static Server scylla() {
        GenericContainer<?> scylla =
                new GenericContainer<>(SCYLLA)
                        .withExposedPorts(CQL_PORT)
                        .withCommand(
                                "--smp 1 --memory 600M --overprovisioned 1 --developer-mode 1"
                                        // Tablets know no conditional writes, which accounts need.
                                        + " --tablets-mode-for-new-keyspaces disabled")
                        .waitingFor(new CqlAnswers().withStartupTimeout(START_LIMIT));
        scylla.start();
        return new ContainerServer(scylla, scylla.getHost() + ":" + scylla.getMappedPort(CQL_PORT));
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        container.stop();
    }

    /** An open port is Docker's, not ScyllaDB's: wait for an answer. */
    private static final class CqlAnswers extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            long deadline = System.nanoTime() + startupTimeout.toNanos();
            int port = waitStrategyTarget.getMappedPort(CQL_PORT);
            while (!EmbeddedCassandra.isReady(waitStrategyTarget.getHost(), port)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("ScyllaDB does not answer on port " + port);
                }
                pause();
            }
        }

        private static void pause() {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for ScyllaDB", e);
            }
        }
    }
}
