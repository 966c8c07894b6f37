package chat.palaver.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A whole system for a while: {@code palaver up} as a process, with a folder that goes away with
 * it. Ends with this process, however that ends, a kill aside.
 */
public final class LocalSystem implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready api=(\\S+) edges=(\\S+)");
    private static final long END_SECONDS = 70;
    private static final int FIRST_BASE = 18_080;
    private static final int LAST_BASE = 28_880;
    private static final int STEP = 120;

    /** With three brokers and a proxy. */
    private static final int PORTS = 110;

    private final Path folder;
    private final Process process;
    private final AutoCloseable onceEnded;
    private final Thread hook;
    private boolean keep;
    private URI api;

    private LocalSystem(Path folder, Process process, AutoCloseable onceEnded) {
        this.folder = folder;
        this.process = process;
        this.onceEnded = onceEnded;
        this.hook = new Thread(this::end, "end-of-local-system");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** With nothing to do once it has ended. */
    public static LocalSystem start(Path folder, int portBase, List<String> options)
            throws IOException {
        return start(folder, portBase, options, () -> {});
    }

    /**
     * Starts one and waits until it is ready. What it says of its progress goes to standard error.
     *
     * @param folder removed with all that is in it when the system has ended
     * @param portBase its first port, or 0 for any
     * @param options more of {@code up}
     * @param onceEnded closed when nobody has a file in the folder open any more, unless the folder
     *     is kept
     * @throws IOException when it does not start
     */
    public static LocalSystem start(
            Path folder, int portBase, List<String> options, AutoCloseable onceEnded)
            throws IOException {
        List<String> all = new ArrayList<>(List.of("--short-lived"));
        all.addAll(options);
        return begin(folder, portBase, all, onceEnded);
    }

    /**
     * As the others, for a system that is to be quick later rather than soon, as one is that is to
     * be measured.
     */
    public static LocalSystem startLasting(Path folder, int portBase, List<String> options)
            throws IOException {
        return begin(folder, portBase, options, () -> {});
    }

    private static LocalSystem begin(
            Path folder, int portBase, List<String> options, AutoCloseable onceEnded)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "up",
                                "--data",
                                dataIn(folder).toString(),
                                "--port-base",
                                String.valueOf(portBase == 0 ? freeBase() : portBase)));
        arguments.addAll(options);
        Process process =
                new ProcessBuilder(Installation.locate().palaver(arguments).words())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        LocalSystem system = new LocalSystem(folder, process, onceEnded);
        try {
            system.api = system.awaitReady();
            return system;
        } catch (IOException | RuntimeException e) {
            system.close();
            throw e;
        }
    }

    /** Where the data of a system lies that is started in this folder. */
    public static Path dataIn(Path folder) {
        return folder.resolve("data");
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

    private static int freeBase() throws IOException {
        for (int base = FIRST_BASE; base <= LAST_BASE; base += STEP) {
            if (IntStream.range(base, base + PORTS).allMatch(Ports::isFree)) {
                return base;
            }
        }
        throw new IOException("no free ports found; name some with --port-base");
    }

    /** The base of its API. */
    public URI api() {
        return api;
    }

    /** Its data folder. */
    public Path data() {
        return dataIn(folder);
    }

    /** The folder is not to be removed: what lies in it is evidence. */
    public void keep() {
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
        if (keep) {
            System.err.println("palaver: the system's data is kept in " + folder);
            return;
        }
        try {
            onceEnded.close();
        } catch (Exception e) {
            System.err.println("palaver: " + e.getMessage());
        }
        removeFolder();
    }

    private void removeFolder() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("palaver: " + folder + " could not be removed");
        }
    }
}
