package chat.palaver.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program started as a process of its own, its output appended to a log file.
 *
 * <p>The process ignores the terminal's interrupt: Ctrl-C reaches every process of a terminal at
 * once, and whoever started this one must be able to end others first. It is ended by {@link
 * #stop}.
 */
public final class ServiceProcess implements AutoCloseable {
    /** How long {@link #close} lets the process end by itself. */
    public static final Duration GRACE = Duration.ofSeconds(20);

    private static final long PROBE_MILLIS = 50;
    private static final String OVERRIDES = "PALAVER_";
    private static final int LOG_TAIL_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;

    private ServiceProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts the command; its folder for logs is created when missing. */
    public static ServiceProcess start(String name, JavaCommand command, Path log)
            throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder =
                new ProcessBuilder(deafToTerminal(command.words()))
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // A variable such as PALAVER_PORT would set the same port for every service.
        builder.environment().keySet().removeIf(variable -> variable.startsWith(OVERRIDES));
        return new ServiceProcess(name, builder.start(), log);
    }

    /** Signals ignored by the shell stay ignored in the program it turns into. */
    static List<String> deafToTerminal(List<String> command) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        words.addAll(command);
        return words;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Waits until the probe says yes.
     *
     * @throws IOException when the process ends first or the limit passes; the message holds the
     *     end of the log
     */
    public void awaitReady(BooleanSupplier probe, Duration limit)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!probe.getAsBoolean()) {
            if (process.waitFor(PROBE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "%s ended with status %d before it was ready; the end of %s:%n%s"
                                .formatted(name, process.exitValue(), log, logTail()));
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(
                        "%s was not ready within %d s; the end of %s:%n%s"
                                .formatted(name, limit.toSeconds(), log, logTail()));
            }
        }
    }

    /** Asks the process to end, and kills it when it has not after the grace. */
    public void stop(Duration grace) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            process.waitFor();
        }
    }

    /** Ends the process at once, as a crash would. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end of the process; false when the limit passes first. */
    public boolean awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            stop(GRACE);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private String logTail() throws IOException {
        // A log in another charset must not hide the reason: decode leniently.
        List<String> lines =
                new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        return String.join(
                System.lineSeparator(),
                lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    }
}
