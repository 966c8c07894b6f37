package chat.palaver.bench.target;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the data folder of a running {@code palaver up --separate} says of it: its processes, its
 * addresses, its signing key.
 */
public record DataFolder(Path root) {
    private static final String PID = ".pid";
    private static final Pattern PORT_BASE = Pattern.compile("(?m)^port-base=(\\d+)$");
    private static final Pattern ADDRESS = Pattern.compile("- (\\S+:\\d+)");

    /**
     * Where its API server is.
     *
     * @throws IOException when the folder is none of {@code palaver up}
     */
    public URI api() throws IOException {
        Path options = root.resolve("plan.properties");
        if (Files.exists(options)) {
            Matcher base = PORT_BASE.matcher(Files.readString(options));
            if (base.find()) {
                return URI.create("http://127.0.0.1:" + base.group(1));
            }
        }
        throw new IOException(root + " is no data folder of a running system");
    }

    /** What runs now, by name: {@code edge-1}, {@code kafka-1}. */
    public Map<String, Long> pids() throws IOException {
        Map<String, Long> pids = new TreeMap<>();
        try (Stream<Path> files = Files.list(run())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(PID)) {
                    long pid = Long.parseLong(Files.readString(file).strip());
                    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
                        pids.put(name.substring(0, name.length() - PID.length()), pid);
                    }
                }
            }
        }
        return pids;
    }

    /** Brokers, {@code host:port}. */
    public List<String> kafka() throws IOException {
        return addresses("bootstrap-servers:");
    }

    /** Nodes of the store, {@code host:port}. */
    public List<String> store() throws IOException {
        return addresses("contact-points:");
    }

    /** As the history sink is told. */
    private List<String> addresses(String key) throws IOException {
        List<String> addresses = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(run().resolve("history-1.yaml"))) {
            Matcher address = ADDRESS.matcher(line);
            if (within && address.find()) {
                addresses.add(address.group(1));
            } else {
                within = line.strip().equals(key);
            }
        }
        return addresses;
    }

    /** The private key of access tokens. */
    public Path signingKey() {
        return root.resolve("keys").resolve("token-private.pem");
    }

    /** The admin address of a service: {@code http://127.0.0.1:8110}. */
    public URI admin(String name) throws IOException {
        String text = Files.readString(run().resolve(name + ".admin")).strip();
        return URI.create(text.contains("://") ? text : "http://" + text);
    }

    private Path run() {
        return root.resolve("run");
    }
}
