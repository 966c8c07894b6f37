package chat.palaver.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A whole system for the time of the demo: {@code palaver up} as a process, with a data folder that
 * is removed afterwards. Ends with the demo, however that ends, a kill aside.
 */
final class OwnSystem implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready api=(\\S+) edges=(\\S+)");
    private static final long END_SECONDS = 70;
    private static final int FIRST_BASE = 18_080;
    private static final int LAST_BASE = 28_080;
    private static final int STEP = 100;
    private static final List<Integer> PROBES = List.of(0, 1, 2, 20, 23, 26, 27, 30, 31, 32, 56);

    private final Path data;
    private final Process process;
    private final Thread hook;
    private URI api;

    private OwnSystem(Path data, Process process) {
        this.data = data;
        this.process = process;
        this.hook = new Thread(this::end, "demo-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts one and waits until it is ready. What it says of its progress goes to standard error.
     *
     * @param home the folder of the {@code palaver} script
     * @param portBase its first port, or 0 for any
     * @throws IOException when it does not start
     */
    static OwnSystem start(Path home, int portBase, int edges) throws IOException {
        Path data = Files.createTempDirectory("palaver-demo.");
        int base = portBase == 0 ? freeBase() : portBase;
        Process process =
                new ProcessBuilder(
                                home.resolve("palaver").toString(),
                                "up",
                                "--data",
                                data.resolve("system").toString(),
                                "--port-base",
                                String.valueOf(base),
                                "--edges",
                                String.valueOf(edges))
                        .directory(new File(System.getProperty("user.dir")))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        OwnSystem system = new OwnSystem(data, process);
        try {
            system.api = system.awaitReady();
            return system;
        } catch (IOException | RuntimeException e) {
            system.close();
            throw e;
        }
    }

    private URI awaitReady() throws IOException {
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return URI.create(ready.group(1));
            }
        }
        throw new IOException("the system did not start; the reason is above");
    }

    /** The first of some hundreds where the ports look free; `up` looks again, at all of them. */
    private static int freeBase() throws IOException {
        for (int base = FIRST_BASE; base <= LAST_BASE; base += STEP) {
            int start = base;
            if (PROBES.stream().allMatch(offset -> isFree(start + offset))) {
                return base;
            }
        }
        throw new IOException("no free ports found; name some with --port-base");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    URI api() {
        return api;
    }

    /** A folder that goes away with the system. */
    Path scratch() {
        return data;
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook itself is at work: the process is ending.
        }
    }

    private synchronized void end() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        removeData();
    }

    private void removeData() {
        if (!Files.exists(data)) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("palaver demo: " + data + " could not be removed");
        }
    }
}
