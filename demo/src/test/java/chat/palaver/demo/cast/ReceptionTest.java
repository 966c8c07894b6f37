package chat.palaver.demo.cast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.PalaverApi;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that says what the test wants. */
final class ReceptionTest {
    private static final String TOKENS =
            "{\"userId\":\"u_1\",\"deviceId\":\"d_1\",\"accessToken\":\"a\",\"expiresIn\":900,"
                    + "\"refreshToken\":\"%s\"}";

    @TempDir Path folder;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private URI address;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestURI().getPath() + " " + body);
        Answer answer = answers.remove();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Retry-After", "0");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void signsANewUserUpAndKeepsHisLogin() throws Exception {
        expect(201, "{\"userId\":\"u_1\",\"username\":\"ada\"}");
        expect(201, TOKENS.formatted("first"));

        assertThat(enter(() -> {})).isEqualTo("u_1");

        assertThat(kept()).endsWith(" ada first");
    }

    @Test
    void takesUpTheLoginOfAnEarlierRunAndKeepsTheNewToken() throws Exception {
        keep(address + " ada old", "http://elsewhere ada theirs");
        expect(200, TOKENS.formatted("next"));

        enter(() -> {});

        assertThat(asked).singleElement().asString().contains("refresh").contains("old");
        assertThat(kept()).contains("http://elsewhere ada theirs").contains(" ada next");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void makesANewAccountWhenTheKeptLoginIsOver() throws Exception {
        keep(address + " ada old");
        expect(401, "{\"code\":\"unauthorized\"}");
        expect(409, "{\"code\":\"username_taken\"}");
        expect(201, "{\"userId\":\"u_1\",\"username\":\"ada.xyz\"}");
        expect(201, TOKENS.formatted("fresh"));

        enter(() -> {});

        assertThat(asked).hasSize(4);
        assertThat(asked.get(2)).containsPattern("\"username\":\"ada\\.[0-9a-z]{6,7}\"");
        assertThat(asked.get(3)).contains("\"username\":\"ada.xyz\"");
        assertThat(kept()).endsWith(" ada fresh");
    }

    @Test
    void waitsAsLongAsTheServerLimitsIt() throws Exception {
        AtomicInteger waits = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            expect(429, "{\"code\":\"rate_limited\"}");
        }
        expect(201, "{\"userId\":\"u_1\",\"username\":\"ada\"}");
        expect(201, TOKENS.formatted("first"));

        enter(waits::incrementAndGet);

        assertThat(waits).hasValue(20);
    }

    @Test
    void givesUpOnAServerThatIsAway() {
        for (int i = 0; i < 6; i++) {
            expect(503, "{\"code\":\"unavailable\"}");
        }

        assertThatThrownBy(() -> enter(() -> {})).isInstanceOf(ApiException.class);
    }

    @Test
    void givesUpAtOnceOnARefusal() {
        expect(422, "{\"code\":\"invalid\"}");

        assertThatThrownBy(() -> enter(() -> {})).hasMessageContaining("invalid");
        assertThat(asked).hasSize(1);
    }

    @Test
    void letsOneDemoHaveTheFolderAtATime() throws IOException {
        try (KeptLogins first = new KeptLogins(folder, "x")) {
            assertThatThrownBy(() -> new KeptLogins(folder, "x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            assertThat(first.token("ada")).isEmpty();
        }
        new KeptLogins(folder, "x").close();
    }

    @Test
    void leavesOutLinesThatAreNone() throws IOException {
        keep("", "a b", "a b c d", "x ada token");
        try (KeptLogins logins = new KeptLogins(folder, "x")) {
            assertThat(logins.token("ada")).contains("token");
        }
    }

    private void expect(int status, String body) {
        answers.add(new Answer(status, body));
    }

    private String enter(Runnable waiting) throws Exception {
        try (KeptLogins logins = new KeptLogins(folder, address.toString())) {
            return new Reception(PalaverApi.at(address), logins)
                    .enter("ada", "Ada", waiting)
                    .userId();
        }
    }

    private Path file() {
        return folder.resolve("demo-users");
    }

    private void keep(String... lines) throws IOException {
        Files.write(file(), List.of(lines));
    }

    private String kept() throws IOException {
        return Files.readString(file()).strip();
    }
}
