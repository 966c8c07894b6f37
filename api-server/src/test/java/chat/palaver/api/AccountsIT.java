package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.token.SigningKeys;
import chat.palaver.schemas.Ids;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import chat.palaver.testkit.contract.HttpContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP surface on a real Kafka and store, without a sink: all that needs no verdict. */
class AccountsIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    @TempDir static Path dir;

    private static final HttpContract CONTRACT = new HttpContract();
    private static ApiService service;
    private final HttpClient http = HttpClient.newHttpClient();

    private record Answer(int status, JsonNode json, HttpResponse<String> raw) {}

    @BeforeAll
    static void start() throws Exception {
        Path key = dir.resolve("private.pem");
        Path publicKey = dir.resolve("public.pem");
        SigningKeys.createIfMissing(key, publicKey);
        ApiConfig config =
                new ApiConfig(
                        AdminConfig.ephemeral(),
                        KafkaConfig.development(KAFKA.bootstrapServers(), KAFKA.topicPrefix()),
                        StoreConfig.development(CQL.contactPoint(), CQL.keyspace()),
                        "127.0.0.1",
                        0,
                        key,
                        publicKey,
                        List.of(),
                        1_000,
                        262_144);
        service =
                new ApiService(config, ServiceContext.alone("api", Clock.systemUTC(), cause -> {}));
        service.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void bodiesThatComeByteByByteHoldNobodyUp() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
                slow.add(socket);
                String head =
                        "POST /v1/sessions/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            assertThat(call("GET", "/v1/me", null, null).status()).isEqualTo(401);
            assertThat(signUp("patient").status()).isEqualTo(201);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void givesANameOnceAndLogsItsOwnerIn() throws Exception {
        Answer created = signUp("ann");

        assertThat(created.status()).isEqualTo(201);
        assertThat(Ids.isUser(created.json().path("userId").asText())).isTrue();
        assertThat(signUp("ann").json().path("code").asText()).isEqualTo("username_taken");
        JsonNode session = logIn("ann");
        assertThat(session.path("expiresIn").asInt()).isEqualTo(900);
        Answer me = call("GET", "/v1/me", session.path("accessToken").asText(), null);
        assertThat(me.json().path("username").asText()).isEqualTo("ann");
    }

    @Test
    void tellsWrongPasswordAndUnknownNameAlike() throws Exception {
        signUp("bea");
        String body =
                "{\"username\":\"%s\",\"password\":\"wrong-wrong\","
                        + "\"device\":{\"name\":\"x\",\"platform\":\"bot\"}}";

        Answer wrong = call("POST", "/v1/sessions", null, body.formatted("bea"));
        Answer unknown = call("POST", "/v1/sessions", null, body.formatted("nobody"));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.json().path("code").asText()).isEqualTo("bad_credentials");
        assertThat(unknown.json()).isEqualTo(wrong.json());
    }

    @Test
    void namesTheFieldThatIsInvalid() throws Exception {
        Answer answer =
                call(
                        "POST",
                        "/v1/accounts",
                        null,
                        "{\"username\":\"X\",\"password\":\"long enough\"}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asText()).isEqualTo("invalid");
        assertThat(answer.json().path("field").asText()).isEqualTo("username");
        assertThat(answer.raw().headers().firstValue("Content-Type"))
                .hasValueSatisfying(
                        type -> assertThat(type).startsWith("application/problem+json"));
    }

    @Test
    void refusesTextThatHasNoUtf8AndMoreThanOneValue() throws Exception {
        String account = "{\"username\":\"ida\",\"password\":%s}";
        String lone = "\"long enough\\ud800\"";

        Answer password = call("POST", "/v1/accounts", null, account.formatted(lone));
        Answer trailing =
                call("POST", "/v1/accounts", null, account.formatted("\"long enough\"") + "}");

        assertThat(password.status()).isEqualTo(422);
        assertThat(password.json().path("field").asText()).isEqualTo("password");
        assertThat(trailing.status()).isEqualTo(422);
    }

    @Test
    void takesARefreshTokenOnceAndLogsTheDeviceOutWhenItComesAgain() throws Exception {
        signUp("cleo");
        String first = logIn("cleo").path("refreshToken").asText();

        Answer second = refresh(first);
        assertThat(second.status()).isEqualTo(200);
        assertThat(refresh(second.json().path("refreshToken").asText()).status()).isEqualTo(200);
        Answer again = refresh(first);

        assertThat(again.status()).isEqualTo(401);
        assertThat(again.json().path("code").asText()).isEqualTo("unauthorized");
        String access = second.json().path("accessToken").asText();
        assertThat(call("GET", "/v1/me", access, null).status()).isEqualTo(401);
        assertThat(refresh(second.json().path("refreshToken").asText()).status()).isEqualTo(401);
    }

    @Test
    void refusesARefreshTokenTriedTwiceAtOnceButLeavesTheDeviceIn() throws Exception {
        signUp("cleo.two");
        String first = logIn("cleo.two").path("refreshToken").asText();

        Answer second = refresh(first);
        Answer again = refresh(first);

        assertThat(again.status()).isEqualTo(401);
        String access = second.json().path("accessToken").asText();
        assertThat(call("GET", "/v1/me", access, null).status()).isEqualTo(200);
        assertThat(refresh(second.json().path("refreshToken").asText()).status()).isEqualTo(200);
    }

    @Test
    void givesTheRepetitionOfOneRefreshWhatItGotAndNobodyElse() throws Exception {
        signUp("cleo.three");
        String first = logIn("cleo.three").path("refreshToken").asText();

        Answer lost = refresh(first, "key");
        Answer again = refresh(first, "key");
        Answer copied = refresh(first, "other");

        assertThat(again.status()).isEqualTo(200);
        String next = lost.json().path("refreshToken").asText();
        assertThat(again.json().path("refreshToken").asText()).isEqualTo(next).isNotEqualTo(first);
        assertThat(copied.status()).isEqualTo(401);
        assertThat(refresh(next, "key").status()).isEqualTo(200);
        assertThat(refresh(first, "key").status()).isEqualTo(401);
    }

    @Test
    void leavesTheDevicesOfOthersAlone() throws Exception {
        signUp("dirk");
        signUp("doro");
        String dirk = logIn("dirk").path("accessToken").asText();
        JsonNode doro = logIn("doro");

        Answer answer = call("DELETE", "/v1/devices/" + doro.path("deviceId").asText(), dirk, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("code").asText()).isEqualTo("not_found");
        assertThat(call("GET", "/v1/me", doro.path("accessToken").asText(), null).status())
                .isEqualTo(200);
    }

    @Test
    void endsTheSessionOfADeviceLoggedOut() throws Exception {
        signUp("dora");
        String phone = logIn("dora").path("accessToken").asText();
        JsonNode laptop = logIn("dora");

        String device = "/v1/devices/" + laptop.path("deviceId").asText();
        assertThat(call("GET", "/v1/devices", phone, null).json().path("devices")).hasSize(2);
        assertThat(call("DELETE", device, phone, null).status()).isEqualTo(204);
        assertThat(call("DELETE", device, phone, null).status()).isEqualTo(404);
        String access = laptop.path("accessToken").asText();
        assertThat(call("GET", "/v1/me", access, null).status()).isEqualTo(401);
        assertThat(call("DELETE", "/v1/sessions/current", phone, null).status()).isEqualTo(204);
        assertThat(call("GET", "/v1/me", phone, null).status()).isEqualTo(401);
        // Repeated since its answer was lost: the edges are told again.
        assertThat(call("DELETE", "/v1/sessions/current", phone, null).status()).isEqualTo(204);
    }

    @Test
    void keepsPrivateFieldsFromOthersUntilShared() throws Exception {
        String id = signUp("emil").json().path("userId").asText();
        signUp("fran");
        String emil = logIn("emil").path("accessToken").asText();
        String fran = logIn("fran").path("accessToken").asText();
        call("PATCH", "/v1/me", emil, "{\"email\":\"e@x.example\",\"location\":\"Oslo\"}");

        assertThat(call("GET", "/v1/users/" + id, fran, null).json().has("email")).isFalse();
        call("PATCH", "/v1/me", emil, "{\"shared\":[\"email\"]}");
        JsonNode seen = call("GET", "/v1/users?username=emil", fran, null).json();
        assertThat(seen.path("email").asText()).isEqualTo("e@x.example");
        assertThat(seen.has("location")).isFalse();
    }

    @Test
    void doesNotTellWhetherAChannelExists() throws Exception {
        signUp("gina");
        String token = logIn("gina").path("accessToken").asText();
        String channel = "/v1/channels/" + Ids.newChannel();

        for (String path : List.of(channel, channel + "/members", channel + "/messages")) {
            Answer answer = call("GET", path, token, null);
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.json().path("code").asText()).isEqualTo("not_a_member");
        }
        assertThat(call("DELETE", channel, token, null).status()).isEqualTo(403);
        assertThat(call("PATCH", channel, token, "{\"title\":\"x\"}").status()).isEqualTo(403);
    }

    @Test
    void isUnavailableWhenNoVerdictComes() throws Exception {
        signUp("hugo");
        String token = logIn("hugo").path("accessToken").asText();

        Answer answer = call("POST", "/v1/channels", token, "{\"title\":\"T\",\"members\":[]}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("code").asText()).isEqualTo("unavailable");
        Answer feed = call("GET", "/v1/channels", token, null);
        assertThat(feed.json().path("channels")).isEmpty();
    }

    @Test
    void answersUnknownPathsBadJsonAndMissingTokensAsProblems() throws Exception {
        assertThat(call("GET", "/v1/nothing", null, null).json().path("code").asText())
                .isEqualTo("not_found");
        assertThat(call("POST", "/v1/accounts", null, "{").status()).isEqualTo(422);
        assertThat(call("GET", "/v1/edges", null, null).json().path("code").asText())
                .isEqualTo("unauthorized");
        String large = "{\"username\":\"" + "x".repeat(300_000) + "\"}";
        assertThat(call("POST", "/v1/accounts", null, large).status()).isEqualTo(413);
    }

    @Test
    void allowsWebPagesOfThisMachineOnly() throws Exception {
        HttpResponse<String> local = preflight("http://localhost:3000");
        HttpResponse<String> foreign = preflight("https://evil.example");

        assertThat(local.statusCode()).isEqualTo(204);
        assertThat(local.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("http://localhost:3000");
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("/v1/me"))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", origin)
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Answer signUp(String name) throws Exception {
        String body = "{\"username\":\"%s\",\"password\":\"long enough\"}".formatted(name);
        return call("POST", "/v1/accounts", null, body);
    }

    private JsonNode logIn(String name) throws Exception {
        String body =
                "{\"username\":\"%s\",\"password\":\"long enough\","
                        + "\"device\":{\"name\":\"x\",\"platform\":\"bot\"}}";
        return call("POST", "/v1/sessions", null, body.formatted(name)).json();
    }

    private Answer refresh(String token) throws Exception {
        return refresh(token, null);
    }

    private Answer refresh(String token, String key) throws Exception {
        String body = "{\"refreshToken\":\"" + token + "\"}";
        return call("POST", "/v1/sessions/refresh", null, key, body);
    }

    private Answer call(String method, String path, String token, String body) throws Exception {
        return call(method, path, token, null, body);
    }

    private Answer call(String method, String path, String token, String key, String body)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        HttpResponse<String> response =
                CONTRACT.check(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        return new Answer(
                response.statusCode(),
                JsonMapper.builder().build().readTree(response.body()),
                response);
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }
}
