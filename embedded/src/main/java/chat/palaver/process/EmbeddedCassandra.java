package chat.palaver.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One Cassandra node on 127.0.0.1 as a process of its own. This class knows how to start it and
 * when it is ready; who starts it owns the process.
 *
 * @param port where CQL is spoken
 * @param storagePort bound because Cassandra cannot do without, though no other node exists
 * @param owner a process with whose end the node ends too, however it ends
 */
public record EmbeddedCassandra(
        Installation installation, Path data, int port, int storagePort, OptionalLong owner) {
    /** The name drivers must give as their local data centre. */
    public static final String DATACENTER = "datacenter1";

    /** Where it is built. */
    public static final String MODULE = "embedded-cassandra";

    private static final String MAIN = "chat.palaver.embeddedcassandra.Main";
    private static final byte PROTOCOL_VERSION = 4;
    private static final byte OPTIONS = 5;
    private static final int SUPPORTED = 6;

    /** The command line of the node. */
    public JavaCommand command() {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--data=" + data.toAbsolutePath(),
                                "--port=" + port,
                                "--storage-port=" + storagePort));
        owner.ifPresent(pid -> arguments.add("--owner=" + pid));
        return new JavaCommand(installation.classPath(MODULE), jvmOptions(), MAIN, arguments)
                .with(installation.classArchive(MODULE).use());
    }

    /** Whether the node on this port answers CQL's first request. */
    public static boolean isReady(int port) {
        return isReady("127.0.0.1", port);
    }

    /** The same of a node that may be elsewhere, and need not be Cassandra. */
    public static boolean isReady(String host, int port) {
        byte[] request = {PROTOCOL_VERSION, 0, 0, 0, OPTIONS, 0, 0, 0, 0};
        return Handshake.succeeds(
                host,
                port,
                request,
                in -> {
                    in.skipNBytes(4);
                    return in.readUnsignedByte() == SUPPORTED;
                });
    }

    private static List<String> jvmOptions() {
        try (var in = EmbeddedCassandra.class.getResourceAsStream("cassandra-jvm.options");
                var reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
