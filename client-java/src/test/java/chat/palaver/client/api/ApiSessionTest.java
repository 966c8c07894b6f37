package chat.palaver.client.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API client against a server that answers what the test says. */
class ApiSessionTest {
    private record Answer(int status, String body) {}

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final ConcurrentLinkedDeque<Answer> answers = new ConcurrentLinkedDeque<>();
    private final AtomicInteger logins = new AtomicInteger();
    private volatile String goodToken = "access0";
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private HttpServer server;
    private PalaverApi api;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        api = PalaverApi.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().toString();
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        requests.add(exchange.getRequestMethod() + " " + path + (key == null ? "" : " " + key));
        Answer answer = decide(exchange, path, body);
        byte[] bytes = answer.body().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Answer decide(HttpExchange exchange, String path, String body) {
        if (path.startsWith("/v1/sessions") && !exchange.getRequestMethod().equals("DELETE")) {
            boolean known =
                    path.endsWith("/refresh") ? body.contains("refresh" + logins.get()) : true;
            return known
                    ? tokens(path.endsWith("/refresh") ? logins.incrementAndGet() : logins.get())
                    : new Answer(401, "{'code':'unauthorized'}");
        }
        String bearer = exchange.getRequestHeaders().getFirst("Authorization");
        if (bearer != null && !bearer.equals("Bearer " + goodToken)) {
            return new Answer(401, "{'code':'unauthorized','detail':'expired'}");
        }
        Answer scripted = answers.poll();
        return scripted == null ? new Answer(200, "{'userId':'u_1','username':'ann'}") : scripted;
    }

    private static Answer tokens(int n) {
        return new Answer(
                200,
                "{'userId':'u_1','deviceId':'d_1','accessToken':'access%d','expiresIn':900,'refreshToken':'refresh%d'}"
                        .formatted(n, n));
    }

    private ApiSession logIn() {
        return api.logIn("ann", "password", DeviceDescription.bot("test"));
    }

    @Test
    void tellsWhatTheProblemDocumentSays() {
        answers.add(new Answer(422, "{'code':'invalid','field':'username','detail':'too short'}"));

        assertThatThrownBy(() -> api.signUp(NewAccount.of("a", "password")))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(422);
                            assertThat(e.code()).isEqualTo("invalid");
                            assertThat(e.field()).contains("username");
                            assertThat(e.detail()).isEqualTo("too short");
                        });
    }

    @Test
    void anAnswerThatIsNoProblemDocumentIsUnreadable() {
        answers.add(new Answer(502, "<html>bad gateway</html>"));

        assertThatThrownBy(() -> api.signUp(NewAccount.of("ann", "password")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo("unreadable"));
    }

    @Test
    void noAnswerIsUnreachable() {
        PalaverApi nowhere = PalaverApi.at(URI.create("http://127.0.0.1:1"));

        assertThatThrownBy(() -> nowhere.signUp(NewAccount.of("ann", "password")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo("unreachable"));
    }

    @Test
    void readsChannelsWithAndWithoutHeads() {
        ApiSession session = logIn();
        answers.add(
                new Answer(
                        200,
                        "{'channels':[{'channelId':'c_1','kind':'group','title':'T','role':'owner','members':3,"
                                + "'head':{'position':'9','time':'2026-01-01T00:00:00.000Z','sender':'u_2','preview':'hi'},"
                                + "'unread':2,'readPosition':'7','new':'ignored'},"
                                + "{'channelId':'c_2','kind':'direct'}],'cursor':'next'}"));

        ChannelPage page = session.channels();

        assertThat(page.cursor()).contains("next");
        Channel first = page.channels().get(0);
        assertThat(first.head().orElseThrow().position()).isEqualTo(9);
        assertThat(first.unread()).isEqualTo(2);
        assertThat(first.readPosition()).isEqualTo(7);
        assertThat(page.channels().get(1).head()).isEmpty();
    }

    @Test
    void readsHistoryAndAsksForItByPosition() {
        ApiSession session = logIn();
        answers.add(
                new Answer(
                        200,
                        "{'messages':[{'channel':'c_1','position':'5','id':'m','sender':'u_2','text':'hi',"
                                + "'time':'2026-01-01T00:00:00.000Z','deleted':true}],'more':true}"));

        HistoryPage page = session.before("c_1", 9, 20);

        assertThat(requests).contains("GET /v1/channels/c_1/messages?before=9&limit=20");
        assertThat(page.more()).isTrue();
        assertThat(page.messages().get(0).deleted()).isTrue();
        assertThat(page.messages().get(0).position()).isEqualTo(5);
    }

    @Test
    void anUnknownUserIsNobody() {
        ApiSession session = logIn();
        answers.add(new Answer(404, "{'code':'not_found'}"));

        assertThat(session.userNamed("no one&x")).isEmpty();
        assertThat(requests).contains("GET /v1/users?username=no%20one%26x");
    }

    @Test
    void aRefusedTokenIsRenewedAndTheCallRepeated() {
        ApiSession session = logIn();
        goodToken = "access1";

        assertThat(session.me().username()).isEqualTo("ann");
        assertThat(session.tokens().refreshToken()).isEqualTo("refresh1");
    }

    @Test
    void manyCallsAtOnceRenewOnce() {
        ApiSession session = logIn();
        goodToken = "access1";

        List<CompletableFuture<Profile>> calls = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(6);
        for (int i = 0; i < 6; i++) {
            calls.add(CompletableFuture.supplyAsync(session::me, callers));
        }
        calls.forEach(CompletableFuture::join);
        callers.shutdown();

        assertThat(requests.stream().filter(r -> r.contains("/refresh"))).hasSize(1);
    }

    @Test
    void aLoginThatIsOverSaysSo() {
        ApiSession session = logIn();
        goodToken = "none";

        assertThatThrownBy(session::me)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.isUnauthorized()).isTrue());
    }

    @Test
    void makesOneGroupHoweverOftenItHasToAsk() {
        ApiSession session = logIn();
        answers.add(new Answer(503, "{'code':'unavailable'}"));
        answers.add(new Answer(201, "{'channelId':'c_1','kind':'group'}"));

        assertThat(session.create(NewChannel.of("T", List.of("u_2")), "key").channelId())
                .isEqualTo("c_1");
        assertThat(requests.stream().filter(r -> r.equals("POST /v1/channels key"))).hasSize(2);
    }

    @Test
    void savesTheLoginBeforeItIsUsed() {
        List<String> saved = new ArrayList<>();
        ApiSession session =
                api.logIn(
                        "ann",
                        "password",
                        DeviceDescription.bot("test"),
                        tokens -> saved.add(tokens.refreshToken()));
        goodToken = "access1";
        session.me();

        assertThat(saved).containsExactly("refresh0", "refresh1");
        assertThat(api.takeUp("refresh1", tokens -> saved.add(tokens.refreshToken())).userId())
                .isEqualTo("u_1");
        assertThat(saved).endsWith("refresh2");
    }
}
