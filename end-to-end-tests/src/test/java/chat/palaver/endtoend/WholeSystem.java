package chat.palaver.endtoend;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.DeviceDescription;
import chat.palaver.client.api.NewAccount;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.client.socket.RawSession;
import chat.palaver.client.socket.SocketPool;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The one running system all test classes share. It is started before the first of them and ended
 * after the last; its logs stay in {@code target/whole-system} when a test has failed. Connections
 * opened through it end with the test.
 *
 * <p>With {@code PALAVER_RUNNING=DIR} in the environment the tests use the {@code up --separate} of
 * that data folder instead, and leave out what would end it.
 */
final class WholeSystem implements BeforeAllCallback, AfterEachCallback {
    static final String RUNNING = "PALAVER_RUNNING";

    private static final Path FOLDER = Path.of("target", "whole-system").toAbsolutePath();

    /** Well within twice the {@code heartbeatSeconds} of the edges. */
    private static final long HEARTBEAT_SECONDS = 10;

    private static final ScheduledExecutorService HEARTBEATS =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "heartbeats");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Shared shared;

    /** What lasts from the first test class to the last. */
    private record Shared(
            RunningSystem system,
            SocketPool sockets,
            AtomicReference<PalaverApi> api,
            AtomicBoolean failed)
            implements AutoCloseable {
        @Override
        public void close() throws Exception {
            sockets.close();
            if (!system.isOwn()) {
                return;
            }
            system.end();
            if (!failed.get()) {
                deleteTree(FOLDER);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Wire.PATIENCE);
        shared =
                context.getRoot()
                        .getStore(Namespace.create(WholeSystem.class))
                        .computeIfAbsent(Shared.class, type -> start(), Shared.class);
    }

    private static Shared start() {
        String running = System.getenv(RUNNING);
        RunningSystem system;
        if (running == null) {
            deleteTree(FOLDER);
            system = RunningSystem.start(FOLDER);
        } else {
            system = RunningSystem.at(Path.of(running), FOLDER);
        }
        return new Shared(
                system,
                SocketPool.open(),
                new AtomicReference<>(PalaverApi.at(system.api())),
                new AtomicBoolean());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isPresent()) {
            shared.failed().set(true);
        }
        for (AutoCloseable each : opened) {
            each.close();
        }
        opened.clear();
    }

    RunningSystem system() {
        return shared.system();
    }

    SocketPool sockets() {
        return shared.sockets();
    }

    /** The API, to somebody who has not logged in. */
    PalaverApi api() {
        return shared.api().get();
    }

    /** The API is elsewhere now. */
    void moved() {
        shared.api().set(PalaverApi.at(system().api()));
    }

    /** Closes something when the test is over. */
    <T extends AutoCloseable> T closing(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    /** A new user, logged in; the name is made unique. */
    Login signUp(String name) {
        String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        patiently(() -> api().signUp(NewAccount.of(unique, Login.PASSWORD)));
        return logIn(unique, "first");
    }

    Login logIn(String username, String device) {
        return new Login(
                this,
                username,
                patiently(
                        () ->
                                api().logIn(
                                                username,
                                                Login.PASSWORD,
                                                DeviceDescription.bot(device))));
    }

    /** A connection to an edge, without {@code hello}. */
    RawSession connect(int edge) {
        return closing(RawSession.connect(sockets(), system().edge(edge)));
    }

    /**
     * Keeps a welcomed session from being closed for its silence, however long a test takes: with a
     * frame that changes nothing and is not answered.
     */
    void keepAlive(RawSession session) {
        Future<?> beat =
                HEARTBEATS.scheduleAtFixedRate(
                        () -> {
                            ObjectNode nothing = RawSession.frame("unwatch");
                            nothing.putArray("users");
                            if (session.isOpen()) {
                                session.send(nothing);
                            }
                        },
                        HEARTBEAT_SECONDS,
                        HEARTBEAT_SECONDS,
                        TimeUnit.SECONDS);
        session.closed().thenRun(() -> beat.cancel(false));
    }

    /** Sign-ups of one address are limited, and all tests have one address. */
    static <T> T patiently(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (ApiException e) {
                if (!e.is("rate_limited")) {
                    throw e;
                }
                long millis = e.retryAfter().orElseThrow().toMillis();
                java.util.concurrent.locks.LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(millis));
            }
        }
    }

    private static void deleteTree(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
