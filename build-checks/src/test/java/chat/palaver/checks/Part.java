package chat.palaver.checks;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One module and the modules whose classes its own may name: the arrows of the architecture.
 * Services meet at topics, so that no service ever stands in another's list.
 *
 * @param folder the module's folder
 * @param root its package; what lies below belongs to it, unless another part's root is longer
 * @param uses folders of the parts it may use
 */
record Part(String folder, String root, Set<String> uses) {
    private static final List<Part> ALL =
            List.of(
                    part("schemas", "schemas"),
                    part("service-kit", "kit", "schemas"),
                    part("store", "store", "schemas"),
                    part("ingest", "ingest", "schemas"),
                    service("connection-edge", "edge", "store", "ingest"),
                    service("fanout-streams", "fanout"),
                    service("presence-streams", "presence"),
                    service("history-sink", "sink", "store", "ingest"),
                    service("api-server", "api", "store", "ingest"),
                    part("client-java", "client"),
                    part("terminal-client", "client.terminal", "client-java"),
                    part("demo", "demo", "client-java", "embedded"),
                    part("checker", "check", "client-java", "embedded", "fault-proxy", "schemas"),
                    part(
                            "benchmark",
                            "bench",
                            "client-java",
                            "demo",
                            "embedded",
                            "schemas",
                            "service-kit",
                            "store"),
                    part(
                            "benchmark-jmh",
                            "bench.jmh",
                            "schemas",
                            "connection-edge",
                            "fanout-streams"),
                    part("embedded", "process"),
                    part("embedded-kafka", "embeddedkafka", "embedded"),
                    part("embedded-cassandra", "embeddedcassandra", "embedded"),
                    part("test-kit", "testkit", "embedded", "embedded-kafka", "embedded-cassandra"),
                    part("fault-proxy", "proxy"),
                    part(
                            "launcher",
                            "launcher",
                            "fault-proxy",
                            "embedded",
                            "embedded-kafka",
                            "embedded-cassandra",
                            "service-kit",
                            "api-server",
                            "connection-edge",
                            "fanout-streams",
                            "presence-streams",
                            "history-sink"));

    static List<Part> all() {
        return ALL;
    }

    /** The part a class belongs to. */
    static Part of(String className) {
        return ALL.stream()
                .filter(part -> className.startsWith(part.root + "."))
                .max((a, b) -> Integer.compare(a.root.length(), b.root.length()))
                .orElseThrow(
                        () -> new IllegalStateException(className + " belongs to no known part"));
    }

    /** Whether classes of this part may name classes of the other. */
    boolean mayUse(Part other) {
        return equals(other) || uses.contains(other.folder);
    }

    private static Part part(String folder, String root, String... uses) {
        return new Part(folder, "chat.palaver." + root, Set.of(uses));
    }

    private static Part service(String folder, String root, String... uses) {
        String[] all =
                Stream.concat(Stream.of("service-kit", "schemas"), Stream.of(uses))
                        .toArray(String[]::new);
        return part(folder, root, all);
    }
}
