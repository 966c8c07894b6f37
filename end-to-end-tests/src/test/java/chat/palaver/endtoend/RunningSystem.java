package chat.palaver.endtoend;

import static org.awaitility.Awaitility.await;

import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import chat.palaver.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * One {@code palaver up --separate} with two edges and two fan-outs, as its operator sees it: its
 * output, its pid files, {@code restart}, {@code status} and signals.
 */
final class RunningSystem {
    static final int EDGES = 2;

    /** What runs, by the names of the pid files. */
    static final List<String> PARTS =
            List.of(
                    "kafka-1",
                    "cassandra",
                    "history-1",
                    "fanout-1",
                    "fanout-2",
                    "presence-1",
                    "edge-1",
                    "edge-2",
                    "api");

    /** As many as a test can sign up at once. */
    private static final int OWN_LOG_FROM = 6;

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
    private static final int SPAN = 80;

    private final Path data;
    private final Path output;
    private int portBase;
    private final int ownLogFrom;
    private Process up;

    /** What a command printed, and how it ended. */
    record Ended(int status, String out, String err) {}

    private RunningSystem(Path data, Path output, int portBase, int ownLogFrom) {
        this.data = data;
        this.output = output;
        this.portBase = portBase;
        this.ownLogFrom = ownLogFrom;
    }

    /** Starts everything with an empty data folder, and waits for the {@code ready} line. */
    static RunningSystem start(Path folder) {
        RunningSystem system =
                new RunningSystem(
                        folder.resolve("data"), folder.resolve("output"), freeBase(), OWN_LOG_FROM);
        try {
            Files.createDirectories(system.output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(system::end));
        try {
            system.up();
        } catch (RuntimeException | Error e) {
            system.end(); // or it would go on into the next attempt's folder
            throw e;
        }
        return system;
    }

    /** A system somebody else has started and will end. */
    static RunningSystem at(Path data, Path folder) {
        Properties plan = new Properties();
        try (var in = Files.newBufferedReader(data.resolve("plan.properties"))) {
            plan.load(in);
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RunningSystem(
                data,
                folder,
                Integer.parseInt(plan.getProperty("port-base")),
                Integer.parseInt(plan.getProperty("own-logs-from")));
    }

    /** Whether this process may end the whole of it. */
    boolean isOwn() {
        return up != null;
    }

    Path data() {
        return data;
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + portBase);
    }

    /** The base of an edge, 1 or 2. */
    URI edge(int number) {
        return URI.create("ws://127.0.0.1:" + (portBase + number));
    }

    /** From how many members on a group gets a log of its own. */
    int ownLogFrom() {
        return ownLogFrom;
    }

    /** Where the broker is found. */
    String kafka() {
        return "127.0.0.1:" + (portBase + 20);
    }

    /** Starts everything again on the same data, on other ports. */
    void upElsewhere() {
        portBase = freeBase();
        up();
    }

    private void up() {
        Path out = output.resolve("up.out");
        try {
            Files.deleteIfExists(out);
            up =
                    palaver(
                            "up",
                            "up",
                            "--separate",
                            "--short-lived",
                            "--own-logs-from",
                            String.valueOf(ownLogFrom),
                            "--own-logs-rest",
                            "1",
                            "--edges",
                            String.valueOf(EDGES),
                            "--data",
                            data.toString(),
                            "--port-base",
                            String.valueOf(portBase));
            await().atMost(START_LIMIT).until(() -> !up.isAlive() || Files.size(out) > 0);
            if (!up.isAlive()) {
                throw new IllegalStateException("`up` ended: " + read("up.err"));
            }
            String wanted = "ready api=%s edges=%s,%s".formatted(api(), edge(1), edge(2));
            if (!read("up.out").strip().equals(wanted)) {
                throw new IllegalStateException("not the ready line: " + read("up.out"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends everything with SIGTERM; gives the exit status of {@code up}. */
    int down() throws InterruptedException {
        up.destroy();
        if (!up.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("`up` has not ended within a minute");
        }
        return up.exitValue();
    }

    /** The last resort of a test run that is itself ended. */
    void end() {
        if (up != null && up.isAlive()) {
            up.destroy();
            try {
                up.waitFor(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            up.destroyForcibly();
        }
    }

    /** Kills a part as {@code kill -9} does, and waits until it is gone. */
    void kill(String part) {
        ProcessHandle process = process(part);
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Asks a part to end, as {@code kill} does; the process to wait for. */
    ProcessHandle terminate(String part) {
        ProcessHandle process = process(part);
        process.destroy();
        return process;
    }

    /** Stops a part as a busy machine may: it lives, and does nothing until {@link #thaw}. */
    void freeze(String part) {
        signal(part, "STOP");
    }

    void thaw(String part) {
        signal(part, "CONT");
    }

    private void signal(String part, String name) {
        try {
            Process kill =
                    new ProcessBuilder("kill", "-" + name, String.valueOf(pid(part))).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException(name + " did not reach " + part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive(String part) {
        return Files.exists(pidFile(part))
                && ProcessHandle.of(pid(part)).filter(ProcessHandle::isAlive).isPresent();
    }

    long pid(String part) {
        try {
            return Long.parseLong(Files.readString(pidFile(part)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pidFile(String part) {
        return data.resolve("run/" + part + ".pid");
    }

    private ProcessHandle process(String part) {
        return ProcessHandle.of(pid(part)).orElseThrow();
    }

    /** Starts what a failed test has left dead, so that the others after it can say something. */
    void restartTheDead() {
        PARTS.stream().filter(part -> !isAlive(part)).forEach(this::restart);
    }

    /** {@code palaver restart}; to succeed. */
    void restart(String part) {
        Ended ended = command("restart", part);
        if (ended.status() != 0) {
            throw new IllegalStateException("restart " + part + ": " + ended);
        }
    }

    /** A command on the data folder, to its end. */
    Ended command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", data.toString()));
        String name = words[0] + "-" + System.nanoTime();
        try {
            Process process = palaver(name, all.toArray(String[]::new));
            if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroy();
                throw new IllegalStateException(all + " does not end");
            }
            return new Ended(process.exitValue(), read(name + ".out"), read(name + ".err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What {@code up} has said on standard error. */
    String said() {
        return read("up.err");
    }

    private String read(String name) {
        try {
            return Files.readString(output.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process palaver(String name, String... arguments) throws IOException {
        JavaCommand command = Installation.locate().palaver(List.of(arguments));
        return new ProcessBuilder(command.words())
                .redirectOutput(output.resolve(name + ".out").toFile())
                .redirectError(output.resolve(name + ".err").toFile())
                .start();
    }

    /** Below the ports the system hands out itself. */
    private static int freeBase() {
        RandomGenerator random = RandomGenerator.getDefault();
        return IntStream.generate(() -> random.nextInt(12_000, 27_000))
                .filter(base -> IntStream.range(base, base + SPAN).allMatch(Ports::isFree))
                .findFirst()
                .orElseThrow();
    }
}
