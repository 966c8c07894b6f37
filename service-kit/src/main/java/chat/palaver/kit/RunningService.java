package chat.palaver.kit;

import chat.palaver.kit.config.Configuration;
import chat.palaver.kit.config.ConfigurationException;
import chat.palaver.kit.config.ServiceConfig;
import chat.palaver.kit.metrics.Metrics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service with its admin port, from start to end; the same in a process of its own and beside
 * others in one. Thread-safe.
 */
public final class RunningService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunningService.class);

    private final String name;
    private final Duration drainLimit;
    private final Health health = new Health();
    private final GracefulClose closing;
    private final AtomicBoolean closeBegun = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private AdminServer admin;
    private Service service;

    private RunningService(String name, Duration drainLimit) {
        this.name = name;
        this.drainLimit = drainLimit;
        this.closing = new GracefulClose(name);
    }

    /** With the environment of this process. */
    public static <C extends ServiceConfig> RunningService start(
            ServiceDefinition<C> definition, Path configFile) throws Exception {
        return start(definition, configFile, System.getenv());
    }

    /**
     * Reads the configuration, opens the admin port, starts the service; returns when it accepts
     * work.
     *
     * @param environment overrides the file; empty where several services share a process, since
     *     they would share the overrides
     * @throws ConfigurationException if the configuration cannot be used
     * @throws Exception if it did not start; everything is closed again
     */
    public static <C extends ServiceConfig> RunningService start(
            ServiceDefinition<C> definition, Path configFile, Map<String, String> environment)
            throws Exception {
        return start(definition, Configuration.load(definition.config(), configFile, environment));
    }

    /** With a configuration at hand. */
    public static <C extends ServiceConfig> RunningService start(
            ServiceDefinition<C> definition, C config) throws Exception {
        RunningService running = new RunningService(definition.name(), config.drainLimit());
        try {
            running.run(definition, config);
        } catch (Exception | Error e) {
            running.health.toFailed(e);
            running.end();
            running.awaitEnd();
            throw e;
        }
        return running;
    }

    private <C extends ServiceConfig> void run(ServiceDefinition<C> definition, C config)
            throws Exception {
        Metrics metrics = new Metrics().withProcess();
        ServiceContext context =
                new ServiceContext(name, metrics, health, Clock.systemUTC(), this::fail);
        admin = closing.add("admin", AdminServer.start(config.admin(), name, metrics, health));
        service = closing.add("service", definition.factory().create(config, context));
        service.start();
        if (!health.toRunning()) {
            throw new IllegalStateException(name + " failed while starting", failure());
        }
        log.atInfo()
                .addKeyValue("service", name)
                .addKeyValue("admin", admin.address())
                .log("ready");
    }

    public String name() {
        return name;
    }

    /** The base of the admin pages. */
    public URI adminAddress() {
        return admin.address();
    }

    /** The running service itself, for tests and launchers that must ask it something. */
    public Service service() {
        return service;
    }

    /**
     * Done when everything is closed: normally after a clean drain, exceptionally after a failure
     * or when the drain took too long.
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Drains and closes; waits until that is done, by whomever it was begun. */
    @Override
    public void close() {
        health.toDraining();
        end();
        awaitEnd();
    }

    private void fail(Throwable cause) {
        if (!health.toFailed(cause)) {
            log.atWarn().addKeyValue("service", name).setCause(cause).log("failure while closing");
            return;
        }
        log.atError().addKeyValue("service", name).setCause(cause).log("service failed");
        Thread closer = new Thread(this::end, name + "-failed");
        closer.setDaemon(true);
        closer.start();
    }

    private void end() {
        if (!closeBegun.compareAndSet(false, true)) {
            return;
        }
        List<String> problems = closing.close(drainLimit);
        problems.forEach(
                problem -> log.atWarn().addKeyValue("service", name).log("not clean: {}", problem));
        Throwable failure = failure();
        if (failure != null) {
            ended.completeExceptionally(failure);
        } else if (!problems.isEmpty()) {
            ended.completeExceptionally(
                    new IllegalStateException("not drained: " + String.join("; ", problems)));
        } else {
            log.atInfo().addKeyValue("service", name).log("closed");
            ended.complete(null);
        }
    }

    /** Closing may have been begun by another thread. */
    private void awaitEnd() {
        ended.handle((done, failure) -> null).join();
    }

    private Throwable failure() {
        return health.phase() instanceof Health.Phase.Failed failed ? failed.cause() : null;
    }
}
