package chat.palaver.kit.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The CQL store (ScyllaDB or Cassandra). */
public record StoreConfig(
        @About("nodes to ask first, host:port") List<String> contactPoints,
        @Default("datacenter1") @About("data center whose nodes are asked") String datacenter,
        @Default("palaver") @About("keyspace; created when missing") String keyspace,
        @Default("1") @Range(min = 1, max = 7) @About("replicas; 3 in production")
                int replicationFactor,
        @Default("2s") @Between(min = "100ms", max = "1m") @About("how long one request may take")
                Duration requestTimeout,
        @Default("512")
                @Range(min = 1, max = 100_000)
                @About("requests under way at one time in this process")
                int maxInFlight,
        @Default("5000")
                @Range(min = 0, max = 1_000_000)
                @About("requests that may wait for one of those; the next one fails")
                int maxQueued,
        @Default("60s")
                @Between(min = "1s", max = "30m")
                @About("how long to wait at start for the store to answer")
                Duration startTimeout,
        @About("user name, where the store asks for one") Optional<String> username,
        @About("file that holds the password, and nothing else") Optional<Path> passwordFile) {

    public StoreConfig {
        contactPoints = HostPorts.checked("contact-points", contactPoints);
        if (username.isPresent() != passwordFile.isPresent()) {
            throw new IllegalArgumentException("username and password-file go together");
        }
    }

    /** One node on this machine, as in tests. */
    public static StoreConfig development(String contactPoint, String keyspace) {
        return new StoreConfig(
                List.of(contactPoint),
                "datacenter1",
                keyspace,
                1,
                Duration.ofSeconds(5),
                512,
                5000,
                Duration.ofSeconds(60),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * What the password file holds, without white space around it; empty if there is none.
     *
     * @throws UncheckedIOException if it cannot be read; the message names it
     */
    public Optional<String> password() {
        return passwordFile.map(StoreConfig::read);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("store.password-file " + file + " cannot be read", e);
        }
    }
}
