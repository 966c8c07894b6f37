package chat.palaver.process;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * One or three Kafka nodes on 127.0.0.1, each a process of its own, broker and controller in one.
 * This class knows how to start a node and when it is ready; who starts it owns the process.
 *
 * @param clusterId 22 characters of URL-safe base64 (16 bytes), the same for all nodes and starts
 * @param owner a process with whose end the nodes end too, however it ends
 */
public record EmbeddedKafka(
        Installation installation, String clusterId, List<Node> nodes, OptionalLong owner) {
    /** Where it is built. */
    public static final String MODULE = "embedded-kafka";

    private static final String MAIN = "chat.palaver.embeddedkafka.Main";
    private static final short API_VERSIONS = 18;
    private static final int CORRELATION = 1;

    /**
     * One node: its number from 1 on, where its data lies, and its ports.
     *
     * @param listeners beside the one that everybody may use
     */
    public record Node(
            int id, Path data, int clientPort, int controllerPort, List<Listener> listeners) {
        public Node {
            listeners = List.copyOf(listeners);
        }

        /** A node without further listeners. */
        public Node(int id, Path data, int clientPort, int controllerPort) {
            this(id, data, clientPort, controllerPort, List.of());
        }
    }

    /**
     * A further way to a broker, for those who are to reach it by another port than its own.
     *
     * @param name upper-case letters, digits and underscores
     * @param advertisedPort which the broker tells those who come this way
     */
    public record Listener(String name, int port, int advertisedPort) {
        private String text() {
            return name + ":" + port + ":" + advertisedPort;
        }
    }

    public EmbeddedKafka {
        nodes = List.copyOf(nodes);
    }

    /** What clients connect to. */
    public String bootstrapServers() {
        return nodes.stream()
                .map(node -> "127.0.0.1:" + node.clientPort())
                .collect(Collectors.joining(","));
    }

    /** The command line of one of the nodes. */
    public JavaCommand command(Node node) {
        String voters =
                nodes.stream()
                        .map(each -> each.id() + "@127.0.0.1:" + each.controllerPort())
                        .collect(Collectors.joining(","));
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--data=" + node.data().toAbsolutePath(),
                                "--cluster-id=" + clusterId,
                                "--node-id=" + node.id(),
                                "--client-port=" + node.clientPort(),
                                "--voters=" + voters));
        owner.ifPresent(pid -> arguments.add("--owner=" + pid));
        if (!node.listeners().isEmpty()) {
            arguments.add(
                    "--listeners="
                            + node.listeners().stream()
                                    .map(Listener::text)
                                    .collect(Collectors.joining(",")));
        }
        return new JavaCommand(
                        installation.classPath(MODULE),
                        List.of(
                                "-Xms384m",
                                "-Xmn128m",
                                "-Xmx384m",
                                "-XX:MaxDirectMemorySize=128m",
                                "-XX:+UseSerialGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                // Not log4j2.properties: that name would rule over a service's own.
                                "-Dlog4j2.configurationFile=embedded-kafka-log4j2.properties",
                                "-Djava.awt.headless=true"),
                        MAIN,
                        arguments)
                .with(installation.classArchive(MODULE).use());
    }

    /** Whether the broker on this port answers requests: it does so once it is unfenced. */
    public static boolean isReady(int clientPort) {
        ByteBuffer request = ByteBuffer.allocate(14);
        request.putInt(10).putShort(API_VERSIONS).putShort((short) 0).putInt(CORRELATION);
        request.putShort((short) -1);
        return Handshake.succeeds(
                "127.0.0.1",
                clientPort,
                request.array(),
                in -> in.readInt() > 0 && in.readInt() == CORRELATION && in.readShort() == 0);
    }
}
