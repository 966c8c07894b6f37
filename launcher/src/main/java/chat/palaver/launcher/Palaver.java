package chat.palaver.launcher;

import chat.palaver.process.Installation;
import chat.palaver.process.ServiceProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The whole system on this machine, from start to end. Pid files, not child processes, say what
 * runs: a part started again by {@code restart} is no child of this process, and ends with it all
 * the same.
 */
final class Palaver {
    /** Together below the minute in which everything has to be gone. */
    private static final Map<Kind.Order, Duration> GRACE =
            Map.of(
                    Kind.Order.FIRST, Duration.ofSeconds(20),
                    Kind.Order.SECOND, Duration.ofSeconds(15),
                    Kind.Order.LAST, Duration.ofSeconds(15));

    private static final long POLL_MILLIS = 100;

    private final DataFolder data;
    private final Plan plan;
    private final PrintStream progress;
    private final PartProcess processes;
    private final SharedServices shared;
    private final Set<Part> dead = new HashSet<>();
    private final Thread archiver;
    private boolean stopping;

    Palaver(Installation installation, DataFolder data, Plan plan, PrintStream progress) {
        this.data = data;
        this.plan = plan;
        this.progress = progress;
        this.processes = new PartProcess(installation, data, plan);
        this.shared = new SharedServices(data, plan);
        ClassArchives archives = new ClassArchives(installation, plan);
        this.archiver = new Thread(() -> archive(archives), "class-archives");
        archiver.setDaemon(true);
    }

    /**
     * Starts everything; returns when all is ready.
     *
     * @throws Exception when a part does not start; the others run on until {@link #stop}
     */
    void start() throws Exception {
        say("starting %s".formatted(names(Kind.PROXY, Kind.KAFKA, Kind.CASSANDRA)));
        startTogether(plan.parts().stream().filter(part -> !part.kind().isService()).toList());
        // Alone, since it makes the tables: two that change the schema at once get in their way.
        say("starting history-1");
        startTogether(
                plan.services().stream().filter(part -> part.kind() == Kind.HISTORY).toList());
        say("starting %s".formatted(names(Kind.FANOUT, Kind.PRESENCE, Kind.EDGE, Kind.API)));
        startTogether(
                plan.services().stream().filter(part -> part.kind() != Kind.HISTORY).toList());
        startArchiver();
    }

    private synchronized void startArchiver() {
        if (!stopping) {
            archiver.start();
        }
    }

    private void archive(ClassArchives archives) {
        try {
            if (archives.makeMissing()) {
                say("the next start will be faster: classes are archived");
            }
        } catch (IOException e) {
            if (!archiver.isInterrupted()) {
                say("the next start will be as slow as this: " + e.getMessage());
            }
        }
    }

    private String names(Kind... kinds) {
        return String.join(
                ", ",
                plan.parts().stream()
                        .filter(part -> List.of(kinds).contains(part.kind()))
                        .map(Part::name)
                        .toList());
    }

    private void startTogether(List<Part> parts) throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(parts.size());
        try {
            List<Future<?>> started = new ArrayList<>();
            for (Part part : parts) {
                started.add(
                        starters.submit(
                                () -> {
                                    start(part);
                                    return null;
                                }));
            }
            for (Future<?> each : started) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            starters.shutdownNow();
        }
    }

    private void start(Part part) throws Exception {
        boolean own = plan.separate() || !part.kind().isService();
        try {
            if (own) {
                processes.awaitReady(spawn(part), part);
            } else {
                shared.start(part, this::reportFailure);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            Path log = data.log(own ? part.name() : "palaver");
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new Refusal("%s: %s; see %s".formatted(part.name(), reason, log));
        }
    }

    /** Never after {@link #stop} has begun: nobody would end it. */
    private synchronized ServiceProcess spawn(Part part) throws IOException {
        if (stopping) {
            throw new IOException("ending before " + part.name() + " was started");
        }
        return processes.start(part);
    }

    private synchronized void toStopping() {
        stopping = true;
    }

    /** Says which processes have died since the last call, and which have come back. */
    void watch() {
        for (Part part : plan.processes()) {
            boolean alive = new PidFile(data.pidFile(part)).process().isPresent();
            if (!alive && dead.add(part)) {
                say(
                        "%s has died; see %s; start it again with ./palaver restart %s --data %s"
                                .formatted(
                                        part.name(),
                                        data.log(part.name()),
                                        part.name(),
                                        data.root()));
            } else if (alive && dead.remove(part)) {
                say(part.name() + " has been started again");
            }
        }
    }

    private void reportFailure(Part part, Throwable failure) {
        say("%s has failed: %s; see %s".formatted(part.name(), failure, data.log("palaver")));
    }

    /** Ends everything, in order, whoever started it; never waits longer than the graces. */
    void stop() throws InterruptedException, IOException {
        toStopping();
        archiver.interrupt();
        for (Kind.Order order : Kind.Order.values()) {
            shared.stop(order, GRACE.get(order));
            stopProcesses(order, GRACE.get(order));
        }
    }

    private void stopProcesses(Kind.Order order, Duration grace)
            throws InterruptedException, IOException {
        Map<Part, ProcessHandle> ending = new LinkedHashMap<>();
        for (Part part : plan.processes()) {
            if (part.kind().order() == order) {
                new PidFile(data.pidFile(part))
                        .process()
                        .ifPresent(process -> ending.put(part, process));
            }
        }
        ending.values().forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + grace.toNanos();
        while (ending.values().stream().anyMatch(ProcessHandle::isAlive)
                && System.nanoTime() - deadline < 0) {
            Thread.sleep(POLL_MILLIS);
        }
        for (Map.Entry<Part, ProcessHandle> each : ending.entrySet()) {
            if (each.getValue().isAlive()) {
                say(each.getKey().name() + " does not end by itself and is killed");
                each.getValue().destroyForcibly();
            }
        }
        for (Part part : plan.processes()) {
            if (part.kind().order() == order) {
                new PidFile(data.pidFile(part)).delete();
                Files.deleteIfExists(data.adminFile(part));
            }
        }
    }

    private void say(String text) {
        progress.println("palaver: " + text);
    }
}
