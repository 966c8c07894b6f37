package chat.palaver.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.ServiceConfig;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServiceMainTest {
    @TempDir Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<String> stop = new CompletableFuture<>();
    private final CompletableFuture<ServiceContext> started = new CompletableFuture<>();

    record Config(AdminConfig admin) implements ServiceConfig {}

    /** A process of its own for the tests of signals. */
    static final class IdleProcess {
        private IdleProcess() {}

        public static void main(String[] args) {
            Service nothing = new Idle(new CompletableFuture<>(), null);
            ServiceMain.run(
                    args, new ServiceDefinition<>("idle", Config.class, (c, context) -> nothing));
        }
    }

    private record Idle(CompletableFuture<ServiceContext> started, ServiceContext context)
            implements Service {
        @Override
        public void start() {
            started.complete(context);
        }

        @Override
        public void close() {}
    }

    @Test
    void checksConfiguration() throws Exception {
        assertThat(run("check-config", file("admin: {port: 1}"))).isZero();
        assertThat(text(out)).isEqualTo("OK\n");
        assertThat(started).isNotDone();
    }

    @Test
    void printsEveryProblemOfAConfiguration() throws Exception {
        assertThat(run("check-config", file("admin: {port: -1}\nport: 1"))).isEqualTo(1);

        assertThat(text(out))
                .contains("service.yaml")
                .contains("admin.port: -1 is not between 0 and 65535")
                .contains("port: unknown key");
    }

    @Test
    void printsItsKeys() {
        assertThat(run("config-reference")).isZero();
        assertThat(text(out)).contains("admin.port  (default 8090)").contains("PALAVER_ADMIN_PORT");
    }

    @Test
    void saysHowItIsCalled() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("check-config")).isEqualTo(2);
        assertThat(run("--help")).isEqualTo(2);
        assertThat(text(err)).contains("usage: CONFIG.yaml | check-config CONFIG.yaml");
    }

    @Test
    void exitsWithZeroWhenAskedToStop() throws Exception {
        String file = file("admin: {port: 0}");
        CompletableFuture<Boolean> stopped = started.thenApply(at -> stop.complete("TERM"));

        assertThat(run(file)).isZero();
        assertThat(stopped).isCompletedWithValue(true);
        assertThat(text(err)).isEmpty();
    }

    @Test
    void exitsWithOneAfterAFailure() throws Exception {
        String file = file("admin: {port: 0}");
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> run(file));
        ServiceContext context = started.get(10, TimeUnit.SECONDS);
        await().until(() -> context.health().ready().good());

        context.fail(new IllegalStateException("disk on fire"));

        assertThat(exit.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(text(err)).contains("idle failed: ").contains("disk on fire");
    }

    @Test
    void doesNotFinishStartingWhenAskedToStop() throws Exception {
        String file = file("admin: {port: 0}");
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Service waiting =
                new Service() {
                    @Override
                    public void start() throws Exception {
                        starting.countDown();
                        new CountDownLatch(1).await();
                    }

                    @Override
                    public void close() {
                        closed.countDown();
                    }
                };
        ServiceMain main =
                new ServiceMain(
                        new ServiceDefinition<>("idle", Config.class, (c, context) -> waiting),
                        Map.of(),
                        stop,
                        print(out),
                        print(err));
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> main.execute(file));
        assertThat(starting.await(10, TimeUnit.SECONDS)).isTrue();

        stop.complete("TERM");

        assertThat(exit.get(10, TimeUnit.SECONDS)).isZero();
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void exitsWithOneWhenItCannotStart() throws Exception {
        assertThat(run(directory.resolve("none.yaml").toString())).isEqualTo(1);
        assertThat(text(err)).contains("idle did not start: ").contains("none.yaml");
    }

    @Test
    void aProcessDrainsOnSigterm() throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx64m",
                                        "-XX:TieredStopAtLevel=1",
                                        "-Dlog4j2.configurationFile=log4j2.xml",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        IdleProcess.class.getName(),
                                        file("admin: {port: 0}")))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String ready = lines.readLine();
            assertThat(ready).contains("\"message\":\"ready\"").contains("\"service\":\"idle\"");

            process.toHandle().destroy();

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(lines.readLine()).contains("\"message\":\"closed\"");
        } finally {
            process.destroyForcibly();
        }
    }

    private int run(String... args) {
        ServiceDefinition<Config> definition =
                new ServiceDefinition<>(
                        "idle", Config.class, (config, context) -> new Idle(started, context));
        return new ServiceMain(definition, Map.of(), stop, print(out), print(err)).execute(args);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String file(String yaml) throws Exception {
        return Files.writeString(directory.resolve("service.yaml"), yaml + "\n").toString();
    }
}
