package chat.palaver.check.nemesis;

import chat.palaver.process.Installation;
import chat.palaver.proxy.LinkState;
import chat.palaver.proxy.Mode;
import chat.palaver.proxy.ProxyClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running {@code palaver up --separate}, as one sees it from outside: pid files, the {@code
 * restart} command, and the proxy if there is one.
 *
 * @param palaver the words of the command line to which {@code restart} and its arguments are added
 * @param data the folder given to {@code up}
 */
public record Target(List<String> palaver, Path data) {
    private static final String PID = ".pid";
    private static final Pattern ADDRESS = Pattern.compile("- (\\S+:\\d+)");
    private static final Duration DEATH_LIMIT = Duration.ofSeconds(60);
    private static final Duration RESTART_LIMIT = Duration.ofMinutes(5);
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(10);

    public Target {
        palaver = List.copyOf(palaver);
    }

    /** One whose parts are started from what is built here. */
    public static Target of(Path data) {
        return new Target(Installation.locate().palaver(List.of()).words(), data);
    }

    /** What runs or has run, by name: {@code edge-1}, {@code kafka-1}. Sorted. */
    public List<String> parts() throws IOException {
        try (Stream<Path> files = Files.list(run())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(PID))
                    .map(name -> name.substring(0, name.length() - PID.length()))
                    .sorted()
                    .toList();
        }
    }

    /** The parts of a kind: all edges for {@code edge}, the one for {@code api}. */
    public List<String> partsOf(String kind) throws IOException {
        return parts().stream()
                .filter(name -> name.equals(kind) || name.matches(kind + "-\\d+"))
                .toList();
    }

    /** The process of a part, while it lives. */
    public Optional<ProcessHandle> process(String part) throws IOException {
        Path file = run().resolve(part + PID);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                .filter(ProcessHandle::isAlive);
    }

    /** Those that do not run though they should. */
    public List<String> dead() throws IOException {
        List<String> dead = new ArrayList<>();
        for (String part : parts()) {
            if (process(part).isEmpty()) {
                dead.add(part);
            }
        }
        return dead;
    }

    /** Sends a signal; to one that is dead already, none. */
    public void signal(String part, Signal signal) throws IOException, InterruptedException {
        Optional<ProcessHandle> process = process(part);
        if (process.isPresent()) {
            // The handle itself knows no SIGSTOP.
            Process kill =
                    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.get().pid()))
                            .inheritIO()
                            .start();
            kill.waitFor(SIGNAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Waits until a part is gone that has been told to go. */
    public void awaitDeath(String part) throws IOException, InterruptedException {
        Optional<ProcessHandle> process = process(part);
        if (process.isEmpty()) {
            return;
        }
        try {
            process.get().onExit().get(DEATH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(
                    "%s is still there %d s after it was asked to end"
                            .formatted(part, DEATH_LIMIT.toSeconds()),
                    e);
        }
    }

    /** Starts a part that has died; returns when it is ready. */
    public void restart(String part) throws IOException, InterruptedException {
        awaitDeath(part);
        List<String> command = new ArrayList<>(palaver);
        command.addAll(List.of("restart", part, "--data", data.toString()));
        Path said = Files.createTempFile("palaver-restart", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            if (!process.waitFor(RESTART_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(part + " did not restart: " + read(said));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(part + " did not restart: " + read(said));
            }
        } finally {
            Files.delete(said);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    /** Starts several at the same time. */
    public void restartAll(List<String> parts) throws Exception {
        if (parts.isEmpty()) {
            return;
        }
        ExecutorService starters = Executors.newFixedThreadPool(parts.size());
        try {
            List<Callable<Void>> starts = new ArrayList<>();
            for (String part : parts) {
                starts.add(
                        () -> {
                            restart(part);
                            return null;
                        });
            }
            for (Future<Void> started : starters.invokeAll(starts)) {
                started.get();
            }
        } finally {
            starters.shutdownNow();
        }
    }

    /** Waits until no broker is behind another; at once if there is one only. */
    public void awaitInSync() throws IOException, InterruptedException {
        if (partsOf("kafka").size() > 1 && Files.exists(sinkConfiguration())) {
            Replicas.awaitInSync(kafka());
        }
    }

    /** The proxy between the parts, if the system was started with one. */
    public Optional<ProxyClient> proxy() throws IOException {
        Path admin = run().resolve("proxy.admin");
        return Files.exists(admin) ? Optional.of(new ProxyClient(read(admin))) : Optional.empty();
    }

    /** Puts right whatever a fault has left: nobody stopped, no link broken, nobody dead. */
    public void revive() throws Exception {
        List<String> dead = dead();
        for (String part : parts()) {
            signal(part, Signal.CONT);
        }
        // Services are ready only with their brokers and the store.
        for (String kind : List.of("proxy", "kafka", "cassandra", "")) {
            restartAll(
                    dead.stream()
                            .filter(part -> part.startsWith(kind))
                            .filter(this::isDead)
                            .toList());
        }
        Optional<ProxyClient> proxy = proxy();
        if (proxy.isPresent()) {
            for (LinkState each : proxy.get().states()) {
                if (!each.mode().equals(Mode.open().text())) {
                    proxy.get().set(each.link().from(), each.link().to(), Mode.open());
                }
            }
        }
    }

    private boolean isDead(String part) {
        try {
            return process(part).isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    /** Where a Kafka client connects; the way that history-1 takes. */
    public String kafka() throws IOException {
        List<String> addresses = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(sinkConfiguration())) {
            Matcher address = ADDRESS.matcher(line);
            if (within && address.find()) {
                addresses.add(address.group(1));
            } else {
                within = line.strip().equals("bootstrap-servers:");
            }
        }
        return String.join(",", addresses);
    }

    private Path sinkConfiguration() {
        return run().resolve("history-1.yaml");
    }

    private Path run() {
        return data.resolve("run");
    }
}
