package chat.palaver.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * One Kafka and one Cassandra for a whole run of the test suite, whose modules would each start
 * their own otherwise. Prints the two addresses as {@code NAME=value} once both are ready, then
 * waits for the end of its standard input: whoever runs the suite holds the other end, and however
 * that ends, both servers end too.
 *
 * <p>Argument: an empty folder for data and logs.
 */
public final class TestServers {
    /** Every test class has tables of its own, and none goes before the end. */
    private static final int STORE_MEGABYTES = 1_024;

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final String CLUSTER_ID = "cGFsYXZlci10ZXN0LXJ1bg";

    private TestServers() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        List<Integer> ports = Ports.free(4);
        OptionalLong owner = OptionalLong.of(ProcessHandle.current().pid());
        Installation installation = Installation.locate();
        EmbeddedKafka.Node node =
                new EmbeddedKafka.Node(1, folder.resolve("kafka"), ports.get(0), ports.get(1));
        EmbeddedKafka kafka = new EmbeddedKafka(installation, CLUSTER_ID, List.of(node), owner);
        EmbeddedCassandra cassandra =
                new EmbeddedCassandra(
                        installation,
                        folder.resolve("cassandra"),
                        ports.get(2),
                        ports.get(3),
                        owner);
        ServiceProcess broker =
                ServiceProcess.start(
                        "kafka",
                        kafka.command(node).compilingQuickly(),
                        folder.resolve("kafka.log"));
        ServiceProcess store =
                ServiceProcess.start(
                        "cassandra",
                        cassandra.command().compilingQuickly().withHeap(STORE_MEGABYTES),
                        folder.resolve("cassandra.log"));
        try {
            broker.awaitReady(() -> EmbeddedKafka.isReady(node.clientPort()), START_LIMIT);
            store.awaitReady(() -> EmbeddedCassandra.isReady(cassandra.port()), START_LIMIT);
            System.out.println("PALAVER_TEST_KAFKA=" + kafka.bootstrapServers());
            System.out.println("PALAVER_TEST_CQL=127.0.0.1:" + cassandra.port());
            awaitEndOfInput();
        } finally {
            broker.stop(STOP_LIMIT);
            store.stop(STOP_LIMIT);
        }
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // What is written does not matter.
        }
    }
}
