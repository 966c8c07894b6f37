package chat.palaver.check;

import chat.palaver.check.nemesis.SmallDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A whole system for the time of a check: {@code palaver up --separate} as a process. Ends with the
 * check, however that ends, a kill aside; its data folder is removed if nothing was found.
 */
final class OwnSystem implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready api=(\\S+) edges=(\\S+)");
    private static final long END_SECONDS = 70;
    private static final int FIRST_BASE = 20_080;
    private static final int LAST_BASE = 29_080;
    private static final int STEP = 120;

    /** With three brokers and a proxy. */
    private static final int PORTS = 110;

    private static final int DISK_MEGABYTES = 512;

    private final Path folder;
    private final Process process;
    private final Optional<SmallDisk> disk;
    private final Thread hook;
    private boolean keep;
    private URI api;

    private OwnSystem(Path folder, Process process, Optional<SmallDisk> disk) {
        this.folder = folder;
        this.process = process;
        this.disk = disk;
        this.hook = new Thread(this::end, "check-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts one and waits until it is ready. What it says of its progress goes to standard error.
     *
     * @param home the folder of the {@code palaver} script
     * @param portBase its first port, or 0 for any
     * @param options more of {@code up}
     * @param smallDisk whether the first broker is to keep its data on a small disk of its own
     * @throws IOException when it does not start
     */
    static OwnSystem start(Path home, int portBase, List<String> options, boolean smallDisk)
            throws IOException {
        Path folder = Files.createTempDirectory("palaver-check.");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                home.resolve("palaver").toString(),
                                "up",
                                "--separate",
                                "--data",
                                folder.resolve("data").toString(),
                                "--port-base",
                                String.valueOf(portBase == 0 ? freeBase() : portBase)));
        command.addAll(options);
        Optional<SmallDisk> disk =
                smallDisk ? mounted(folder.resolve("data").resolve("kafka-1")) : Optional.empty();
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        OwnSystem system = new OwnSystem(folder, process, disk);
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

    private static Optional<SmallDisk> mounted(Path broker) {
        try {
            return Optional.of(SmallDisk.mount(broker, DISK_MEGABYTES));
        } catch (IOException e) {
            System.err.println("palaver check: no disk can be made small here: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static int freeBase() throws IOException {
        for (int base = FIRST_BASE; base <= LAST_BASE; base += STEP) {
            int start = base;
            if (IntStream.range(start, start + PORTS).allMatch(OwnSystem::isFree)) {
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

    Path data() {
        return folder.resolve("data");
    }

    /** Something was found: what the system has written is evidence. */
    void keep() {
        keep = true;
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
        // What lies on it is evidence too.
        if (disk.isPresent() && !keep) {
            try {
                disk.get().close();
            } catch (IOException e) {
                System.err.println("palaver check: " + e.getMessage());
            }
        }
        if (keep) {
            System.err.println("palaver check: the system's data is kept in " + folder);
        } else {
            removeData();
        }
    }

    private void removeData() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("palaver check: " + folder + " could not be removed");
        }
    }
}
