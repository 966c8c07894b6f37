package chat.palaver.testkit;

import chat.palaver.process.EmbeddedCassandra;
import chat.palaver.process.EmbeddedKafka;
import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import chat.palaver.process.Ports;
import chat.palaver.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A server of the tests' own, in a new folder that goes with it. Should the test JVM be killed, the
 * server notices and ends too.
 */
final class EmbeddedServer implements Server {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final String CLUSTER_ID = "cGFsYXZlci10ZXN0LWtpdA";

    private final String address;
    private final ServiceProcess process;
    private final Path folder;

    private EmbeddedServer(String address, ServiceProcess process, Path folder) {
        this.address = address;
        this.process = process;
        this.folder = folder;
    }

    static Server kafka() {
        try {
            Path folder = Files.createTempDirectory("palaver-kafka");
            List<Integer> ports = Ports.free(2);
            EmbeddedKafka.Node node =
                    new EmbeddedKafka.Node(1, folder.resolve("data"), ports.get(0), ports.get(1));
            EmbeddedKafka kafka =
                    new EmbeddedKafka(
                            Installation.locate(), CLUSTER_ID, List.of(node), thisProcess());
            return start(
                    "kafka",
                    kafka.command(node),
                    folder,
                    node.clientPort(),
                    () -> EmbeddedKafka.isReady(node.clientPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Server cassandra() {
        try {
            Path folder = Files.createTempDirectory("palaver-cassandra");
            List<Integer> ports = Ports.free(2);
            EmbeddedCassandra cassandra =
                    new EmbeddedCassandra(
                            Installation.locate(),
                            folder.resolve("data"),
                            ports.get(0),
                            ports.get(1),
                            thisProcess());
            return start(
                    "cassandra",
                    cassandra.command(),
                    folder,
                    cassandra.port(),
                    () -> EmbeddedCassandra.isReady(cassandra.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String address() {
        return address;
    }

    /** Ends the process and removes what it has written. */
    @Override
    public void close() {
        try {
            process.stop(STOP_LIMIT);
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Server start(
            String name, JavaCommand command, Path folder, int port, BooleanSupplier ready)
            throws IOException {
        ServiceProcess process = ServiceProcess.start(name, command, folder.resolve(name + ".log"));
        try {
            process.awaitReady(ready, START_LIMIT);
        } catch (InterruptedException e) {
            process.kill();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while starting " + name, e);
        } catch (IOException e) {
            process.kill();
            throw e;
        }
        return new EmbeddedServer("127.0.0.1:" + port, process, folder);
    }

    private static OptionalLong thisProcess() {
        return OptionalLong.of(ProcessHandle.current().pid());
    }
}
