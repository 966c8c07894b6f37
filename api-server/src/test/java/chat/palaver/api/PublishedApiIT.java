package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.ingest.Commands;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.proto.EdgeLease;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import chat.palaver.testkit.contract.HttpContract;
import chat.palaver.testkit.contract.HttpContract.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every published call, made for real: it answers what {@code docs/openapi.yaml} says. */
class PublishedApiIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    @TempDir static Path dir;

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static RunningApi api;

    private final HttpContract contract = new HttpContract();

    private record Person(String id, String name, JsonNode session) {
        String token() {
            return session.path("accessToken").asText();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        api = new RunningApi(KAFKA, CQL, dir, 1_000);
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Test
    void everyCallSucceedsInEveryWayThatIsPublished() throws Exception {
        Person ann = person();
        Person bob = person();
        callForAccounts(ann, bob);
        callForChannels(ann, bob);
        announceAnEdge();
        await().until(
                        () ->
                                call("GET", "/v1/edges?region=here", ann, null)
                                        .at("/edges/0")
                                        .isObject());
        call("DELETE", "/v1/sessions/current", ann, null);

        assertThat(contract.unseenSuccesses()).isEmpty();
    }

    private void callForAccounts(Person ann, Person bob) throws Exception {
        String refresh =
                "{\"refreshToken\":\"" + bob.session().path("refreshToken").asText() + "\"}";
        String laptop =
                call("POST", "/v1/sessions/refresh", null, refresh).path("deviceId").asText();
        call("GET", "/v1/devices", bob, null);
        JsonNode other = logIn(bob.name());
        call("DELETE", "/v1/devices/" + other.path("deviceId").asText(), bob, null);
        call("PUT", "/v1/devices/" + laptop + "/push", bob, "{\"kind\":\"fcm\"}");
        call("DELETE", "/v1/devices/" + laptop + "/push", bob, null);
        call("GET", "/v1/me", ann, null);
        call(
                "PATCH",
                "/v1/me",
                ann,
                "{\"displayName\":\"A\",\"email\":\"a@x.example\",\"birthDate\":\"2001-12-31\","
                        + "\"location\":\"Oslo\",\"shared\":[\"birthDate\",\"location\"]}");
        JsonNode seen = call("GET", "/v1/users/" + ann.id(), bob, null);
        assertThat(seen.path("birthDate").asText()).isEqualTo("2001-12-31");
        call("GET", "/v1/users?username=" + ann.name(), bob, null);
        call("GET", "/v1/users?username=nobody-of-this-name", bob, null);
        call("GET", "/v1/users", bob, null);
    }

    private void callForChannels(Person ann, Person bob) throws Exception {
        String channel = group(ann);
        String id = channel.substring("/v1/channels/".length());
        String bobsPlace = channel + "/members/" + bob.id();
        call("PUT", bobsPlace, ann, null);
        call("PUT", bobsPlace, ann, "{\"role\":\"admin\"}");
        call("PATCH", channel, ann, "{\"title\":\"The team\"}");
        say(id, ann, "hello", 0);
        say(id, bob, "hello yourself", 1);
        call("GET", channel, bob, null);
        call("GET", "/v1/channels?limit=1", bob, null);
        call("GET", "/v1/channels?cursor=nonsense", bob, null);
        call("GET", channel + "/members", bob, null);
        call("DELETE", bobsPlace, ann, null);
        String history = channel + "/messages?after=0&include=changes";
        assertThat(call("GET", history, ann, null).path("messages"))
                .extracting(change -> change.path("reason").asText())
                .containsExactly("created", "member", "member", "title", "", "", "removed");
        call("GET", channel + "/messages?before=x", ann, null);
        callForOwnLogs(ann);
        call("PUT", "/v1/direct/" + bob.id(), ann, null);
        call("PUT", "/v1/direct/" + bob.id(), ann, null);
        call("PUT", "/v1/direct/" + Ids.newUser(), ann, null);
        call("DELETE", channel, ann, null);
    }

    private void callForOwnLogs(Person ann) throws Exception {
        api.sink().moves(true);
        String own = "{\"title\":\"T\",\"log\":\"own\",\"retention\":\"P30D\"}";
        JsonNode created = call("POST", "/v1/channels", ann, own);
        assertThat(created.path("log").asText()).isEqualTo("own");
        assertThat(created.path("retention").asText()).isEqualTo("P30D");
        String channel = "/v1/channels/" + created.path("channelId").asText();
        call("PATCH", channel, ann, "{\"retention\":\"forever\"}");
        JsonNode shared = call("PATCH", channel, ann, "{\"log\":\"shared\"}");
        assertThat(shared.path("log").asText()).isEqualTo("shared");
        call("PATCH", channel, ann, "{\"retention\":\"P1D\"}");
        JsonNode changes = call("GET", channel + "/messages?after=0&include=changes", ann, null);
        assertThat(changes.path("messages"))
                .extracting(change -> change.path("reason").asText())
                .containsExactly("created", "log", "log");
        assertThat(changes.path("messages"))
                .extracting(change -> change.path("retention").asText())
                .containsExactly("", "forever", "");
        call("DELETE", channel, ann, null);
        api.sink().moves(false);
    }

    @Test
    void everyCallThatIsNotOpenNeedsAToken() throws Exception {
        for (Operation operation : contract.operations()) {
            if (!operation.open()) {
                String path = operation.path().replaceAll("\\{[^}]*}", "x");
                HttpResponse<String> answer =
                        send(operation.method(), path, null, BodyPublishers.ofString("{}"));
                assertThat(answer.statusCode()).as(operation.id()).isEqualTo(401);
            }
        }
    }

    @Test
    void everyFieldOfARequestThatIsWrongIsNamed() throws Exception {
        Person ann = person();
        String channel = group(ann).substring("/v1/channels/".length());
        for (Operation operation : contract.operations()) {
            if (contract.request(operation).isPresent()) {
                String path =
                        operation
                                .path()
                                .replace("{channelId}", channel)
                                .replace("{userId}", ann.id());
                for (String field : contract.fields(operation)) {
                    refuses(operation, path, ann, field);
                }
            }
        }
    }

    private void refuses(Operation operation, String path, Person caller, String field)
            throws Exception {
        ObjectNode example = (ObjectNode) contract.request(operation).orElseThrow();
        ObjectNode wrong = example.deepCopy().put(field, 7);
        assertThat(contract.faults(operation, wrong)).contains("/" + field);
        expectInvalid(operation, path, caller, field, wrong);
        ObjectNode without = example.deepCopy();
        without.remove(field);
        if (!contract.faults(operation, without).isEmpty()) {
            expectInvalid(operation, path, caller, field, without);
        }
    }

    private void expectInvalid(
            Operation operation, String path, Person caller, String field, JsonNode body)
            throws Exception {
        HttpResponse<String> answer =
                send(operation.method(), path, caller, BodyPublishers.ofString(body.toString()));
        assertThat(answer.statusCode()).as(operation.id() + " " + body).isEqualTo(422);
        assertThat(JSON.readTree(answer.body()).path("field").asText())
                .as(operation.id() + " " + body)
                .isEqualTo(field);
    }

    @Test
    void aBodyOverTheLimitIsToldWhetherItsLengthIsOrNot() throws Exception {
        byte[] body = ("{\"username\":\"" + "x".repeat(300_000) + "\"}").getBytes();

        for (BodyPublisher publisher :
                new BodyPublisher[] {
                    BodyPublishers.ofByteArray(body),
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                }) {
            assertThat(send("POST", "/v1/accounts", null, publisher).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void whoSignsUpTooOftenIsToldHowLongToWait() throws Exception {
        Path folder = Files.createTempDirectory(dir, "few");
        try (RunningApi few = new RunningApi(KAFKA, CQL, folder, 1)) {
            URI uri = URI.create("http://127.0.0.1:" + few.port() + "/v1/accounts");
            HttpRequest request =
                    HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("{}")).build();

            assertThat(contract.check(send(request)).statusCode()).isEqualTo(422);
            assertThat(contract.check(send(request)).statusCode()).isEqualTo(429);
        }
    }

    private static void say(String channel, Person sender, String text, long replyTo) {
        String id = UUID.randomUUID().toString();
        api.sink()
                .await(
                        channel,
                        api.log()
                                .append(Commands.message(channel, sender.id(), id, text, replyTo))
                                .join());
    }

    private String group(Person owner) throws Exception {
        JsonNode created = call("POST", "/v1/channels", owner, "{\"title\":\"Team\"}");
        return "/v1/channels/" + created.path("channelId").asText();
    }

    private void announceAnEdge() throws Exception {
        EdgeLease lease =
                EdgeLease.newBuilder()
                        .setUrl("ws://127.0.0.1:8081")
                        .setRegion("here")
                        .setLoad(0.5)
                        .setLeaseMillis(600_000)
                        .build();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        api.kafka().producer(),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            String topic = api.kafka().topics().edges().name();
            producer.send(new ProducerRecord<>(topic, Ids.newEdge(), lease.toByteArray())).get();
        }
    }

    private Person person() throws Exception {
        String name = "p" + UUID.randomUUID().toString().substring(0, 18);
        String account = "{\"username\":\"%s\",\"password\":\"long enough\"}".formatted(name);
        String id = call("POST", "/v1/accounts", null, account).path("userId").asText();
        return new Person(id, name, logIn(name));
    }

    private JsonNode logIn(String name) throws Exception {
        String body =
                "{\"username\":\"%s\",\"password\":\"long enough\","
                        + "\"device\":{\"name\":\"x\",\"platform\":\"bot\"}}";
        return call("POST", "/v1/sessions", null, body.formatted(name));
    }

    private JsonNode call(String method, String path, Person caller, String body) throws Exception {
        BodyPublisher content =
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return JSON.readTree(send(method, path, caller, content).body());
    }

    private HttpResponse<String> send(
            String method, String path, Person caller, BodyPublisher content) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + api.port() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, content);
        if (caller != null) {
            request.header("Authorization", "Bearer " + caller.token());
        }
        return contract.check(send(request.build()));
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
