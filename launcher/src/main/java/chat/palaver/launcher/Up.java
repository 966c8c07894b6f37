package chat.palaver.launcher;

import chat.palaver.process.Installation;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/** {@code palaver up}: starts everything, in the foreground, until a signal ends it. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts everything on this machine, in the foreground.")
final class Up implements Callable<Integer> {
    private static final long WATCH_MILLIS = 500;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "where everything is kept (default: data)")
    private Path data;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            defaultValue = "8080",
            description =
                    "port of the API; edges on N+1 and up, the rest from N+20 (default: 8080)")
    private int portBase;

    @Option(
            names = "--edges",
            paramLabel = "K",
            defaultValue = "2",
            description = "chat servers, 1 to 16 (default: 2)")
    private int edges;

    @Option(
            names = "--fanouts",
            paramLabel = "K",
            description = "fan-outs, 1 to 8 (default: 1, with --separate 2)")
    private Optional<Integer> fanouts = Optional.empty();

    @Option(
            names = "--brokers",
            paramLabel = "1|3",
            defaultValue = "1",
            description = "Kafka nodes (default: 1)")
    private int brokers;

    @Option(names = "--separate", description = "every service as a process of its own")
    private boolean separate;

    @Option(
            names = "--through-proxies",
            description =
                    "for fault tests: every connection between parts, and of clients, through a proxy that can break it; needs --separate")
    private boolean throughProxies;

    @Option(
            names = "--short-lived",
            description =
                    "for tests and demos: compile quickly rather than well, so that it starts and"
                            + " warms up in half the time, and is slower after that")
    private boolean shortLived;

    @Option(
            names = "--own-logs",
            paramLabel = "BUDGET",
            defaultValue = "100",
            description = "channels with a log of their own at most, 0 for none (default: 100)")
    private int ownLogs;

    @Option(
            names = "--own-logs-from",
            paramLabel = "MEMBERS",
            defaultValue = "500",
            description =
                    "members from which on a group gets a log of its own without being asked for"
                            + " (default: 500)")
    private int ownLogsFrom;

    @Option(
            names = "--own-logs-rest",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = {
                "least time between two moves of one channel's log; the topic it has moved out of",
                "goes after six times as long (default: 10)"
            })
    private int ownLogsRest;

    @Override
    public Integer call() throws Exception {
        CompletableFuture<String> stop = new CompletableFuture<>();
        for (String name : new String[] {"TERM", "INT", "HUP"}) {
            Signal.handle(new Signal(name), signal -> stop.complete(signal.getName()));
        }
        Plan plan =
                new Plan(
                        portBase,
                        edges,
                        fanouts.orElse(separate ? 2 : 1),
                        brokers,
                        separate,
                        throughProxies,
                        shortLived,
                        new Plan.OwnLogs(ownLogs, ownLogsFrom, ownLogsRest));
        DataFolder folder = new DataFolder(data);
        try (FileChannel lock = folder.lock()) {
            return run(plan, folder, stop);
        }
    }

    private int run(Plan plan, DataFolder folder, CompletableFuture<String> stop) throws Exception {
        Palaver palaver = new Palaver(Installation.locate(), folder, plan, System.err);
        endLeftOvers(folder);
        new Preflight(plan).check();
        folder.create();
        folder.store(plan);
        Files.deleteIfExists(folder.linksFile());
        Logs.to(folder.logs());
        try {
            CompletableFuture<Void> started = startApart(palaver);
            CompletableFuture.anyOf(stop, started).get();
            if (started.isDone()) {
                System.out.printf(
                        "ready api=%s edges=%s%n",
                        plan.apiUrl(), String.join(",", plan.edgeUrls()));
                watchUntil(stop, palaver);
            }
            return 0;
        } catch (ExecutionException e) {
            boolean named = e.getCause() instanceof Refusal;
            System.err.println(
                    "palaver: did not start: "
                            + (named ? e.getCause().getMessage() : e.getCause().toString()));
            return 1;
        } finally {
            System.err.println("palaver: ending everything");
            palaver.stop();
        }
    }

    /** On a thread of its own, so that a signal is heeded while parts are still starting. */
    private static CompletableFuture<Void> startApart(Palaver palaver) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread starter =
                new Thread(
                        () -> {
                            try {
                                palaver.start();
                                started.complete(null);
                            } catch (Exception | Error e) {
                                started.completeExceptionally(e);
                            }
                        },
                        "start");
        starter.setDaemon(true);
        starter.start();
        return started;
    }

    private static void watchUntil(CompletableFuture<String> stop, Palaver palaver)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                stop.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                palaver.watch();
            }
        }
    }

    /** Processes of an {@code up} that was killed still hold ports and files of this folder. */
    private static void endLeftOvers(DataFolder folder) throws Exception {
        if (!Files.exists(folder.root().resolve("plan.properties"))) {
            return;
        }
        Plan before = folder.plan();
        boolean found =
                before.processes().stream()
                        .anyMatch(part -> new PidFile(folder.pidFile(part)).process().isPresent());
        if (found) {
            System.err.println("palaver: ending what an earlier, killed `palaver up` left running");
            new Palaver(Installation.locate(), folder, before, System.err).stop();
        }
    }
}
