package chat.palaver.kit;

import chat.palaver.kit.config.Configuration;
import chat.palaver.kit.config.ConfigurationException;
import chat.palaver.kit.config.ServiceConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sun.misc.Signal;

/**
 * The {@code main} of every service. Exit status: 0 after a clean drain (SIGTERM, SIGINT) or a good
 * {@code check-config}; 1 after a failure, with a message on standard error; 2 for a wrong call.
 */
public final class ServiceMain {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Duration START_CANCEL_LIMIT = Duration.ofSeconds(30);

    private final ServiceDefinition<? extends ServiceConfig> definition;
    private final Map<String, String> environment;
    private final CompletableFuture<?> stop;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * @param stop completed by what asks the process to end
     */
    ServiceMain(
            ServiceDefinition<? extends ServiceConfig> definition,
            Map<String, String> environment,
            CompletableFuture<?> stop,
            PrintStream out,
            PrintStream err) {
        this.definition = definition;
        this.environment = environment;
        this.stop = stop;
        this.out = out;
        this.err = err;
    }

    /** Runs the service to its end and exits the JVM. */
    public static void run(String[] args, ServiceDefinition<? extends ServiceConfig> definition) {
        CompletableFuture<String> stop = new CompletableFuture<>();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> stop.complete(signal.getName()));
        }
        ServiceMain main =
                new ServiceMain(definition, System.getenv(), stop, System.out, System.err);
        System.exit(main.execute(args));
    }

    int execute(String... args) {
        if (args.length == 1 && args[0].equals("config-reference")) {
            out.print(Configuration.reference(definition.config()));
            return OK;
        }
        if (args.length == 2 && args[0].equals("check-config")) {
            return check(Path.of(args[1]));
        }
        if (args.length == 1 && !args[0].startsWith("-") && !args[0].equals("check-config")) {
            return serve(Path.of(args[0]));
        }
        err.println("usage: CONFIG.yaml | check-config CONFIG.yaml | config-reference");
        return USAGE;
    }

    private int check(Path file) {
        try {
            Configuration.load(definition.config(), file, environment);
            out.println("OK");
            return OK;
        } catch (ConfigurationException e) {
            out.println(e.getMessage());
            return FAILED;
        }
    }

    private int serve(Path file) {
        CompletableFuture<RunningService> started = new CompletableFuture<>();
        Thread starter = new Thread(() -> start(file, started), definition.name() + "-start");
        starter.start();
        CompletableFuture<?> settled = started.handle((running, failure) -> null);
        CompletableFuture.anyOf(stop, settled).join();
        if (!settled.isDone()) {
            starter.interrupt();
            return stopBeforeReady(started);
        }
        RunningService running;
        try {
            running = started.join();
        } catch (CompletionException e) {
            return report(e.getCause());
        }
        CompletableFuture.anyOf(stop, running.ended().handle((done, failure) -> null)).join();
        return close(running);
    }

    /** On a thread of its own, since a start may wait long for a broker, and SIGTERM may not. */
    private void start(Path file, CompletableFuture<RunningService> started) {
        try {
            started.complete(RunningService.start(definition, file, environment));
        } catch (Exception | Error e) {
            started.completeExceptionally(e);
        }
    }

    private int stopBeforeReady(CompletableFuture<RunningService> started) {
        try {
            return close(started.get(START_CANCEL_LIMIT.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return OK;
        } catch (TimeoutException | InterruptedException e) {
            err.println(definition.name() + " could not be stopped while starting");
            return FAILED;
        }
    }

    private int report(Throwable failure) {
        if (failure instanceof ConfigurationException) {
            err.println(definition.name() + " did not start: " + failure.getMessage());
        } else {
            err.println(definition.name() + " did not start: " + failure);
            failure.printStackTrace(err);
        }
        return FAILED;
    }

    private int close(RunningService running) {
        running.close();
        try {
            running.ended().join();
            return OK;
        } catch (CompletionException e) {
            err.println(definition.name() + " failed: " + e.getCause());
            return FAILED;
        }
    }
}
