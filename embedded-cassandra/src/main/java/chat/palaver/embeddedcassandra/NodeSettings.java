package chat.palaver.embeddedcassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The settings of the one node: a {@code cassandra.yaml} written at each start, and the system
 * properties that let a node without peers start without waiting for any.
 */
record NodeSettings(Path data, int port, int storagePort) {
    private static final String TEMPLATE = "/cassandra-template.yaml";

    /** Writes the configuration file into the data folder. */
    Path writeConfiguration() throws IOException {
        Files.createDirectories(data.resolve("triggers"));
        Path file = data.resolve("cassandra.yaml");
        Files.writeString(file, configuration());
        return file;
    }

    String configuration() throws IOException {
        try (InputStream in = NodeSettings.class.getResourceAsStream(TEMPLATE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${data}", data.toString())
                    .replace("${port}", String.valueOf(port))
                    .replace("${storage_port}", String.valueOf(storagePort));
        }
    }

    /** What Cassandra reads from system properties only. */
    Map<String, String> systemProperties() {
        return Map.of(
                "cassandra.storagedir", data.toString(),
                "cassandra-foreground", "true",
                "cassandra.ring_delay_ms", "0",
                "cassandra.skip_wait_for_gossip_to_settle", "0",
                "cassandra.superuser_setup_delay_ms", "0",
                "cassandra.load_ring_state", "false",
                "cassandra.consistent.rangemovement", "false",
                "cassandra.shutdown_announce_in_ms", "0",
                "cassandra.triggers_dir", data.resolve("triggers").toString(),
                "java.net.preferIPv4Stack", "true");
    }
}
