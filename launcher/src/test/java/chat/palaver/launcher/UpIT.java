package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import chat.palaver.process.Ports;
import chat.palaver.proxy.LinkState;
import chat.palaver.proxy.Links;
import chat.palaver.proxy.Mode;
import chat.palaver.proxy.ProxyClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpIT {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int SPAN = 80;

    @TempDir private Path folder;
    private final List<Process> started = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    private final int portBase = freeBase();

    @AfterEach
    void endAll() throws Exception {
        for (Process process : started) {
            process.destroy();
            process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }

    @Test
    void startsEverythingSaysSoAndEndsOnSigterm() throws Exception {
        Process up = up("--edges", "1");
        assertThat(Files.readString(out()))
                .isEqualTo(
                        "ready api=http://127.0.0.1:%d edges=ws://127.0.0.1:%d%n"
                                .formatted(portBase, portBase + 1));
        assertThat(signUp("ann")).isEqualTo(201);
        Process second = palaver("second", "up", "--data", data().toString());
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("second.err"))).contains("is in use");

        endsWell(up);

        // The accounts are still there.
        Process again = up("--edges", "1");
        assertThat(signUp("ann")).isEqualTo(409);
        endsWell(again);
    }

    /** And with the classes that {@code up} has archived meanwhile. */
    @Test
    void aKilledServiceIsStartedAgainAndEndsWithTheRest() throws Exception {
        options.add("-Dpalaver.class-archives=true");
        Process up = up("--edges", "1", "--fanouts", "1", "--separate");
        await().atMost(START_LIMIT)
                .until(() -> Installation.locate().classArchive("launcher").isThere());
        PidFile edge = new PidFile(data().resolve("run/edge-1.pid"));
        ProcessHandle before = edge.process().orElseThrow();
        before.destroyForcibly();
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                Files.readString(folder.resolve("up.err"))
                                        .contains("edge-1 has died"));

        Process restart = palaver("restart", "restart", "edge-1", "--data", data().toString());
        assertThat(restart.waitFor()).isZero();

        ProcessHandle after = edge.process().orElseThrow();
        assertThat(after.pid()).isNotEqualTo(before.pid());
        assertThat(after.info().arguments().orElseThrow())
                .anyMatch(option -> option.startsWith("-XX:SharedArchiveFile="));
        endsWell(up);
        assertThat(after.isAlive()).isFalse();
    }

    @Test
    void behindAProxyEverythingWorksUntilTheProxyBreaksIt() throws Exception {
        Process up = up("--edges", "1", "--fanouts", "1", "--separate", "--through-proxies");
        assertThat(signUp("ann")).isEqualTo(201);
        ProxyClient proxy =
                new ProxyClient(Files.readString(data().resolve("run/proxy.admin")).strip());
        assertThat(proxy.states())
                .extracting(LinkState::link)
                .isEqualTo(Links.read(data().resolve("run/links.json")));
        // Whoever speaks to Kafka or to the store does so through the proxy, and so does a client.
        assertThat(proxy.states())
                .filteredOn(state -> !state.link().to().startsWith("edge"))
                .allSatisfy(state -> assertThat(state.back()).as(state.link().name()).isPositive());

        proxy.set("api", "cassandra", Mode.cut());
        assertThat(signUp("bob")).isEqualTo(503);
        proxy.set("api", "cassandra", Mode.open());
        await().atMost(Duration.ofSeconds(30)).until(() -> signUp("bob") == 201);
        endsWell(up);
    }

    private void endsWell(Process up) throws InterruptedException, IOException {
        up.destroy();
        assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isZero();
        assertThat(pidFiles()).isEmpty();
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(line -> line.contains("--data=" + data()))
                                        .isPresent());
    }

    private List<Path> pidFiles() throws IOException {
        try (var files = Files.list(data().resolve("run"))) {
            return files.filter(file -> file.toString().endsWith(".pid")).toList();
        }
    }

    private Process up(String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "up",
                                "--data",
                                data().toString(),
                                "--port-base",
                                String.valueOf(portBase)));
        arguments.addAll(List.of(more));
        Process up = palaver("up", arguments.toArray(String[]::new));
        await().atMost(START_LIMIT).until(() -> !up.isAlive() || Files.size(out()) > 0);
        assertThat(up.isAlive()).as("up lives: %s", read(folder.resolve("up.err"))).isTrue();
        return up;
    }

    private Process palaver(String name, String... arguments) throws IOException {
        JavaCommand command =
                new JavaCommand(
                        Installation.locate().classPath("launcher"),
                        options,
                        "chat.palaver.launcher.Main",
                        List.of(arguments));
        Process process =
                new ProcessBuilder(command.words())
                        .redirectOutput(folder.resolve(name + ".out").toFile())
                        .redirectError(folder.resolve(name + ".err").toFile())
                        .start();
        started.add(process);
        return process;
    }

    private int signUp(String username) throws IOException, InterruptedException {
        String body = "{\"username\":\"%s\",\"password\":\"password-1\"}".formatted(username);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + portBase + "/v1/accounts"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path out() {
        return folder.resolve("up.out");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Below the ports the system hands out itself. */
    private static int freeBase() {
        Random random = new Random();
        while (true) {
            int base = 12_000 + random.nextInt(15_000);
            if (IntStream.range(base, base + SPAN).allMatch(Ports::isFree)) {
                return base;
            }
        }
    }
}
