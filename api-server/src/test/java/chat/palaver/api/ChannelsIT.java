package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.ingest.Commands;
import chat.palaver.schemas.Position;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import chat.palaver.testkit.contract.HttpContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Channels, members, history and feed, with a sink that applies the real fold. */
class ChannelsIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();

    @TempDir static Path dir;

    private static final HttpContract CONTRACT = new HttpContract();
    private static RunningApi api;

    private final HttpClient http = HttpClient.newHttpClient();

    private record Answer(int status, JsonNode json) {
        String code() {
            return json.path("code").asText();
        }
    }

    private record Person(String id, String token) {}

    @BeforeAll
    static void start() throws Exception {
        api = new RunningApi(KAFKA, CQL, dir, 1_000);
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Test
    void createsAGroupOnceForOneIdempotencyKey() throws Exception {
        Person ann = person();
        Person bob = person();
        String body = "{\"title\":\"Team\",\"members\":[\"%s\"]}".formatted(bob.id());

        Answer first = call("POST", "/v1/channels", ann, body, "key-1");
        Answer again = call("POST", "/v1/channels", ann, body, "key-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().path("role").asText()).isEqualTo("owner");
        assertThat(first.json().path("members").asInt()).isEqualTo(2);
        assertThat(again.json().path("channelId")).isEqualTo(first.json().path("channelId"));
        assertThat(call("GET", "/v1/channels", bob, null).json().path("channels")).hasSize(1);
    }

    @Test
    void givesTwoUsersOneDirectChannel() throws Exception {
        Person ann = person();
        Person bob = person();

        Answer created = call("PUT", "/v1/direct/" + bob.id(), ann, null);
        Answer found = call("PUT", "/v1/direct/" + ann.id(), bob, null);

        assertThat(created.status()).isEqualTo(201);
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().path("channelId")).isEqualTo(created.json().path("channelId"));
        String channel = channel(created);
        assertThat(call("DELETE", channel, ann, null).code()).isEqualTo("not_allowed");
        assertThat(call("PUT", "/v1/direct/" + ann.id(), ann, null).status()).isEqualTo(422);
    }

    @Test
    void letsRolesDoWhatTheyMayAndNoMore() throws Exception {
        Person owner = person();
        Person admin = person();
        Person member = person();
        Person other = person();
        String channel = group(owner, admin, member);
        String members = channel + "/members/";

        assertThat(call("PATCH", channel, member, "{\"title\":\"X\"}").code())
                .isEqualTo("not_allowed");
        assertThat(call("PUT", members + other.id(), member, null).code()).isEqualTo("not_allowed");
        Answer raised = call("PUT", members + admin.id(), owner, "{\"role\":\"admin\"}");
        assertThat(raised.json().path("role").asText()).isEqualTo("admin");
        assertThat(call("PUT", members + other.id(), admin, null).status()).isEqualTo(200);
        assertThat(call("PUT", members + other.id(), admin, "{\"role\":\"owner\"}").code())
                .isEqualTo("not_allowed");
        assertThat(call("DELETE", members + owner.id(), admin, null).code())
                .isEqualTo("not_allowed");
        assertThat(call("DELETE", members + member.id(), admin, null).status()).isEqualTo(204);
        assertThat(call("GET", channel, member, null).code()).isEqualTo("not_a_member");
        assertThat(
                        call("PATCH", channel, admin, "{\"title\":\"New\"}")
                                .json()
                                .path("title")
                                .asText())
                .isEqualTo("New");
        assertThat(call("DELETE", channel, admin, null).code()).isEqualTo("not_allowed");
        assertThat(call("DELETE", channel, owner, null).status()).isEqualTo(204);
        assertThat(call("DELETE", channel, owner, null).status()).isEqualTo(204);
        assertThat(call("GET", channel, owner, null).code()).isEqualTo("not_a_member");
    }

    @Test
    void doesNotTakeForDoneWhatAChangeOnItsWayUndoes() throws Exception {
        Person owner = person();
        Person member = person();
        String channel = group(owner, member);
        String path = channel + "/members/" + member.id();
        String id = channel.substring("/v1/channels/".length());

        api.sink().rest();
        api.log()
                .append(
                        Commands.memberRemoved(
                                id, owner.id(), UUID.randomUUID().toString(), member.id()))
                .join();
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                .execute(() -> api.sink().goOn());
        Answer answer = call("PUT", path, owner, null);

        assertThat(answer.status()).isEqualTo(200);
        // Answered when the tables have passed everything above.
        call("PATCH", channel, owner, "{\"title\":\"Later\"}");
        assertThat(call("GET", channel, member, null).status()).isEqualTo(200);
    }

    @Test
    void answersARemovalByWhatItDidThoughTheMemberIsBackAlready() throws Exception {
        Person owner = person();
        Person member = person();
        String path = group(owner, member) + "/members/" + member.id();
        ExecutorService both = Executors.newFixedThreadPool(8);

        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String method = i % 2 == 0 ? "DELETE" : "PUT";
            answers.add(both.submit(() -> call(method, path, owner, null).status()));
        }
        both.shutdown();

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isIn(200, 204);
        }
    }

    @Test
    void showsEachReaderTheTimesOfHisMembershipOnly() throws Exception {
        Person ann = person();
        Person bob = person();
        String channel = group(ann);
        say(channel, ann, "before");
        call("PUT", channel + "/members/" + bob.id(), ann, null);
        say(channel, ann, "while");
        call("DELETE", channel + "/members/" + bob.id(), bob, null);
        say(channel, ann, "away");
        call("PUT", channel + "/members/" + bob.id(), ann, null);
        say(channel, ann, "again");

        assertThat(texts(channel + "/messages", bob)).containsExactly("again", "while");
        assertThat(texts(channel + "/messages?after=0", bob)).containsExactly("while", "again");
        assertThat(texts(channel + "/messages", ann))
                .containsExactly("again", "away", "while", "before");
        JsonNode changes =
                call("GET", channel + "/messages?after=0&include=changes", ann, null).json();
        assertThat(changes.path("messages")).hasSize(8);
    }

    @Test
    void pagesBothWaysAndSaysWhetherThereIsMore() throws Exception {
        Person ann = person();
        String channel = group(ann);
        for (int i = 1; i <= 5; i++) {
            say(channel, ann, "m" + i);
        }

        JsonNode newest = call("GET", channel + "/messages?limit=2", ann, null).json();
        String oldest = newest.path("messages").get(1).path("position").asText();

        assertThat(newest.path("messages").findValuesAsText("text")).containsExactly("m5", "m4");
        assertThat(newest.path("more").asBoolean()).isTrue();
        String before = channel + "/messages?limit=3&before=" + oldest;
        JsonNode rest = call("GET", before, ann, null).json();
        assertThat(rest.path("messages").findValuesAsText("text"))
                .containsExactly("m3", "m2", "m1");
        assertThat(rest.path("more").asBoolean()).isFalse();
        assertThat(texts(channel + "/messages?after=" + oldest, ann)).containsExactly("m5");
        assertThat(call("GET", channel + "/messages?limit=201", ann, null).status()).isEqualTo(422);
    }

    @Test
    void showsNothingAboveWhatTheTablesHaveWhole() throws Exception {
        Person ann = person();
        String channel = group(ann);
        String id = channel.substring("/v1/channels/".length());
        say(channel, ann, "whole");
        long ahead = Position.of(0, 1_000_000);
        api.sink().writeAhead(Commands.message(id, ann.id(), "ahead", "too early", 0), ahead);

        assertThat(texts(channel + "/messages", ann)).containsExactly("whole");
        assertThat(texts(channel + "/messages?after=0", ann)).containsExactly("whole");
        String before = channel + "/messages?before=" + (ahead + 1);
        assertThat(texts(before, ann)).containsExactly("whole");
    }

    @Test
    void endsAPageOfLongTextsEarlyAndGoesOnFromThere() throws Exception {
        Person ann = person();
        String channel = group(ann);
        for (int i = 0; i < 14; i++) {
            say(channel, ann, "\uD83D\uDE00".repeat(99_990) + i);
        }

        JsonNode page = call("GET", channel + "/messages", ann, null).json();

        int first = page.path("messages").size();
        assertThat(first).isBetween(1, 13);
        assertThat(page.path("more").asBoolean()).isTrue();
        String last = page.path("messages").get(first - 1).path("position").asText();
        JsonNode rest = call("GET", channel + "/messages?before=" + last, ann, null).json();
        assertThat(rest.path("messages")).hasSize(14 - first);
        assertThat(rest.path("more").asBoolean()).isFalse();
    }

    @Test
    void ordersTheFeedByLatestActivityAndCountsTheUnread() throws Exception {
        Person ann = person();
        Person bob = person();
        String first = group(ann, bob);
        String second = group(ann, bob);
        say(second, ann, "one");
        say(first, ann, "two");
        say(first, ann, "three");
        texts(first + "/messages", bob);

        JsonNode page = call("GET", "/v1/channels?limit=1", bob, null).json();
        JsonNode latest = page.path("channels").get(0);
        assertThat(first).endsWith(latest.path("channelId").asText());
        assertThat(latest.path("unread").asInt()).isEqualTo(2);
        assertThat(latest.path("head").path("preview").asText()).isEqualTo("three");
        String cursor = page.path("cursor").asText();
        JsonNode rest = call("GET", "/v1/channels?cursor=" + cursor, bob, null).json();
        assertThat(rest.path("channels")).hasSize(1);
        assertThat(rest.has("cursor")).isFalse();
        JsonNode own = call("GET", first, ann, null).json();
        assertThat(own.path("unread").asInt()).isZero();
    }

    private static void say(String channel, Person sender, String text) {
        String id = channel.substring("/v1/channels/".length());
        String messageId = UUID.randomUUID().toString();
        api.sink()
                .await(
                        api.log()
                                .append(Commands.message(id, sender.id(), messageId, text, 0))
                                .join());
    }

    private String group(Person owner, Person... others) throws Exception {
        List<String> ids = java.util.Arrays.stream(others).map(o -> "\"" + o.id() + "\"").toList();
        String body = "{\"title\":\"T\",\"members\":" + ids + "}";
        return channel(call("POST", "/v1/channels", owner, body));
    }

    private static String channel(Answer created) {
        return "/v1/channels/" + created.json().path("channelId").asText();
    }

    private List<String> texts(String path, Person reader) throws Exception {
        return call("GET", path, reader, null).json().path("messages").findValuesAsText("text");
    }

    private Person person() throws Exception {
        String name = "p" + UUID.randomUUID().toString().substring(0, 18);
        String account = "{\"username\":\"%s\",\"password\":\"long enough\"}".formatted(name);
        call("POST", "/v1/accounts", null, account);
        String login =
                "{\"username\":\"%s\",\"password\":\"long enough\","
                        + "\"device\":{\"name\":\"x\",\"platform\":\"bot\"}}";
        JsonNode session = call("POST", "/v1/sessions", null, login.formatted(name)).json();
        return new Person(session.path("userId").asText(), session.path("accessToken").asText());
    }

    private Answer call(String method, String path, Person caller, String body) throws Exception {
        return call(method, path, caller, body, null);
    }

    private Answer call(String method, String path, Person caller, String body, String key)
            throws Exception {
        HttpRequest.BodyPublisher content =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        URI uri = URI.create("http://127.0.0.1:" + api.port() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, content);
        if (caller != null) {
            request.header("Authorization", "Bearer " + caller.token());
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        HttpResponse<String> response =
                CONTRACT.check(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        JsonNode json = JsonMapper.builder().build().readTree(response.body());
        return new Answer(response.statusCode(), json);
    }
}
