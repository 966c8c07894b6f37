package chat.palaver.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.ConfigurationException;
import chat.palaver.kit.config.Default;
import chat.palaver.kit.config.ServiceConfig;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RunningServiceTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<ServiceContext> context = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    record Config(AdminConfig admin, @Default("25s") Duration drainLimit)
            implements ServiceConfig {}

    private static final Config EPHEMERAL =
            new Config(AdminConfig.ephemeral(), Duration.ofSeconds(25));

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    @Test
    void servesHealthAndMetrics() throws Exception {
        try (RunningService running =
                RunningService.start(service(() -> {}, () -> {}), EPHEMERAL)) {
            context.get().metrics().counter("sends", "Sends.").increment();

            assertThat(get(running, "/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = get(running, "/health/ready");
            HttpResponse<String> metrics = get(running, "/metrics");

            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.headers().firstValue("content-type")).contains("application/json");
            assertThat(json(ready).at("/checks/lifecycle/detail").asText()).isEqualTo("running");
            assertThat(metrics.body())
                    .contains("palaver_sends_total 1.0")
                    .contains("jvm_memory_used_bytes")
                    .contains("jvm_gc_collection_seconds")
                    .contains("jvm_threads_current")
                    .contains("process_start_time_seconds");
        }
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void answersNothingElse() throws Exception {
        try (RunningService running =
                RunningService.start(service(() -> {}, () -> {}), EPHEMERAL)) {
            assertThat(get(running, "/").statusCode()).isEqualTo(404);
            assertThat(get(running, "/metrics/../health").statusCode()).isEqualTo(404);
            HttpRequest post =
                    HttpRequest.newBuilder(running.adminAddress().resolve("/metrics"))
                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                            .build();
            assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void isNotReadyWhileACheckIsBad() throws Exception {
        AtomicBoolean store = new AtomicBoolean(false);
        try (RunningService running =
                RunningService.start(service(() -> {}, () -> {}), EPHEMERAL)) {
            context.get().health().register("store", () -> HealthResult.of(store.get(), "asked"));

            HttpResponse<String> before = get(running, "/health/ready");
            store.set(true);
            HttpResponse<String> after = get(running, "/health/ready");

            assertThat(before.statusCode()).isEqualTo(503);
            assertThat(json(before).at("/checks/store/status").asText()).isEqualTo("down");
            assertThat(json(before).at("/checks/lifecycle/status").asText()).isEqualTo("up");
            assertThat(after.statusCode()).isEqualTo(200);
            assertThat(get(running, "/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void isLiveButNotReadyWhileStarting() throws Exception {
        AtomicReference<Health.Report> live = new AtomicReference<>();
        AtomicReference<Health.Report> ready = new AtomicReference<>();
        Step start =
                () -> {
                    live.set(context.get().health().live());
                    ready.set(context.get().health().ready());
                };

        RunningService.start(service(start, () -> {}), EPHEMERAL).close();

        assertThat(live.get().good()).isTrue();
        assertThat(ready.get().good()).isFalse();
    }

    @Test
    void endsCleanlyWhenClosed() throws Exception {
        RunningService running = RunningService.start(service(() -> {}, () -> {}), EPHEMERAL);

        running.close();
        running.close();

        assertThat(running.ended()).isCompleted();
        assertThatThrownBy(() -> get(running, "/health/live")).isInstanceOf(IOException.class);
    }

    @Test
    void failureInAServiceThreadClosesItAndIsReported() throws Exception {
        CountDownLatch examined = new CountDownLatch(1);
        Step close = examined::await;
        RunningService running = RunningService.start(service(() -> {}, close), EPHEMERAL);
        IllegalStateException cause = new IllegalStateException("poll loop died");

        context.get()
                .threads("poll")
                .newThread(
                        () -> {
                            throw cause;
                        })
                .start();

        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(get(running, "/health/live").statusCode()).isEqualTo(503);
        assertThat(get(running, "/health/ready").statusCode()).isEqualTo(503);
        examined.countDown();
        assertThatThrownBy(() -> running.ended().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCause(cause);
        running.close();
    }

    @Test
    void failureWhileStartingFailsTheStart() {
        Step start = () -> context.get().fail(new IllegalStateException("lost"));

        assertThatThrownBy(() -> RunningService.start(service(start, () -> {}), EPHEMERAL))
                .hasStackTraceContaining("lost");
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void closesWhatAFailedStartLeft() {
        Step start =
                () -> {
                    throw new IOException("no broker");
                };

        assertThatThrownBy(() -> RunningService.start(service(start, () -> {}), EPHEMERAL))
                .isInstanceOf(IOException.class)
                .hasMessage("no broker");
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void aDrainOverItsLimitIsCutOffAndReported() throws Exception {
        Step close = () -> new CountDownLatch(1).await();
        Config config = new Config(AdminConfig.ephemeral(), Duration.ofMillis(50));
        RunningService running = RunningService.start(service(() -> {}, close), config);

        running.close();

        assertThatThrownBy(() -> running.ended().get())
                .hasMessageContaining("service was not closed in time");
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            AdminConfig admin = new AdminConfig("127.0.0.1", taken.getLocalPort());

            assertThatThrownBy(
                            () ->
                                    RunningService.start(
                                            service(() -> {}, () -> {}),
                                            new Config(admin, Duration.ofSeconds(1))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("admin port 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void readsItsFileAndEnvironment(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("s.yaml"), "admin: {port: 99999}\n");

        assertThatThrownBy(() -> RunningService.start(service(() -> {}, () -> {}), file, Map.of()))
                .isInstanceOf(ConfigurationException.class);
        Map<String, String> environment = Map.of("PALAVER_ADMIN_PORT", "0");
        RunningService.start(service(() -> {}, () -> {}), file, environment).close();
    }

    private ServiceDefinition<Config> service(Step start, Step close) {
        return new ServiceDefinition<>(
                "example",
                Config.class,
                (config, given) -> {
                    context.set(given);
                    return new Service() {
                        @Override
                        public void start() throws Exception {
                            start.run();
                        }

                        @Override
                        public void close() throws Exception {
                            closed.countDown();
                            close.run();
                        }
                    };
                });
    }

    private HttpResponse<String> get(RunningService running, String path) throws Exception {
        URI uri = URI.create(running.adminAddress() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }
}
