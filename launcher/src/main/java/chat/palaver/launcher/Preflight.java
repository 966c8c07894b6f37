package chat.palaver.launcher;

import chat.palaver.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What can be known to be missing before anything is started. */
final class Preflight {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final int KAFKA_MEGABYTES = 350;
    private static final int CASSANDRA_MEGABYTES = 800;
    private static final int SHARED_MEGABYTES = 700;
    private static final int SERVICE_MEGABYTES = 230;
    private static final int PROXY_MEGABYTES = 100;

    private final Plan plan;

    Preflight(Plan plan) {
        this.plan = plan;
    }

    /**
     * Checks ports and memory.
     *
     * @throws Refusal that names what is missing
     */
    void check() throws IOException {
        List<String> taken =
                plan.ports().entrySet().stream()
                        .filter(use -> !Ports.isFree(use.getKey()))
                        .map(use -> "%d (%s)".formatted(use.getKey(), use.getValue()))
                        .toList();
        if (!taken.isEmpty()) {
            throw new Refusal(
                    "port in use on 127.0.0.1: %s; give another --port-base"
                            .formatted(String.join(", ", taken)));
        }
        refuseWithout(neededMegabytes(plan), availableMegabytes());
    }

    static void refuseWithout(long needed, OptionalLong available) {
        if (available.isPresent() && available.getAsLong() < needed) {
            throw new Refusal(
                    "about %d MB of free memory are needed, %d MB are there; end other programs, or give fewer --edges, --fanouts or --brokers, or leave out --separate"
                            .formatted(needed, available.getAsLong()));
        }
    }

    /** Measured resident sizes, rounded up. */
    static long neededMegabytes(Plan plan) {
        long services =
                plan.separate()
                        ? (long) plan.services().size() * SERVICE_MEGABYTES
                        : SHARED_MEGABYTES;
        return (long) plan.brokers() * KAFKA_MEGABYTES
                + CASSANDRA_MEGABYTES
                + services
                + (plan.throughProxies() ? PROXY_MEGABYTES : 0);
    }

    private static OptionalLong availableMegabytes() throws IOException {
        if (!Files.isReadable(MEMORY)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(MEMORY)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        }
    }
}
