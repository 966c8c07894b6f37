package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.api.Talk.Answer;
import chat.palaver.api.Talk.Person;
import chat.palaver.ingest.Commands;
import chat.palaver.schemas.Position;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import com.fasterxml.jackson.databind.JsonNode;
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

    private static RunningApi api;
    private static Talk talk;

    @BeforeAll
    static void start() throws Exception {
        api = new RunningApi(KAFKA, CQL, dir, 1_000);
        talk = new Talk(api);
    }

    @AfterAll
    static void stop() throws Exception {
        api.close();
    }

    @Test
    void createsAGroupOnceForOneIdempotencyKey() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();
        String body = "{\"title\":\"Team\",\"members\":[\"%s\"]}".formatted(bob.id());

        Answer first = talk.call("POST", "/v1/channels", ann, body, "key-1");
        Answer again = talk.call("POST", "/v1/channels", ann, body, "key-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().path("role").asText()).isEqualTo("owner");
        assertThat(first.json().path("members").asInt()).isEqualTo(2);
        assertThat(again.json().path("channelId")).isEqualTo(first.json().path("channelId"));
        assertThat(talk.call("GET", "/v1/channels", bob, null).json().path("channels")).hasSize(1);
    }

    @Test
    void givesTwoUsersOneDirectChannel() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();

        Answer created = talk.call("PUT", "/v1/direct/" + bob.id(), ann, null);
        Answer found = talk.call("PUT", "/v1/direct/" + ann.id(), bob, null);

        assertThat(created.status()).isEqualTo(201);
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().path("channelId")).isEqualTo(created.json().path("channelId"));
        String channel = Talk.path(created);
        assertThat(talk.call("DELETE", channel, ann, null).code()).isEqualTo("not_allowed");
        assertThat(talk.call("PUT", "/v1/direct/" + ann.id(), ann, null).status()).isEqualTo(422);
    }

    @Test
    void letsRolesDoWhatTheyMayAndNoMore() throws Exception {
        Person owner = talk.person();
        Person admin = talk.person();
        Person member = talk.person();
        Person other = talk.person();
        String channel = talk.group(owner, admin, member);
        String members = channel + "/members/";

        assertThat(talk.call("PATCH", channel, member, "{\"title\":\"X\"}").code())
                .isEqualTo("not_allowed");
        assertThat(talk.call("PUT", members + other.id(), member, null).code())
                .isEqualTo("not_allowed");
        Answer raised = talk.call("PUT", members + admin.id(), owner, "{\"role\":\"admin\"}");
        assertThat(raised.json().path("role").asText()).isEqualTo("admin");
        assertThat(talk.call("PUT", members + other.id(), admin, null).status()).isEqualTo(200);
        assertThat(talk.call("PUT", members + other.id(), admin, "{\"role\":\"owner\"}").code())
                .isEqualTo("not_allowed");
        assertThat(talk.call("DELETE", members + owner.id(), admin, null).code())
                .isEqualTo("not_allowed");
        assertThat(talk.call("DELETE", members + member.id(), admin, null).status()).isEqualTo(204);
        assertThat(talk.call("GET", channel, member, null).code()).isEqualTo("not_a_member");
        assertThat(
                        talk.call("PATCH", channel, admin, "{\"title\":\"New\"}")
                                .json()
                                .path("title")
                                .asText())
                .isEqualTo("New");
        assertThat(talk.call("DELETE", channel, admin, null).code()).isEqualTo("not_allowed");
        assertThat(talk.call("DELETE", channel, owner, null).status()).isEqualTo(204);
        assertThat(talk.call("DELETE", channel, owner, null).status()).isEqualTo(204);
        assertThat(talk.call("GET", channel, owner, null).code()).isEqualTo("not_a_member");
    }

    @Test
    void doesNotTakeForDoneWhatAChangeOnItsWayUndoes() throws Exception {
        Person owner = talk.person();
        Person member = talk.person();
        String channel = talk.group(owner, member);
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
        Answer answer = talk.call("PUT", path, owner, null);

        assertThat(answer.status()).isEqualTo(200);
        // Answered when the tables have passed everything above.
        talk.call("PATCH", channel, owner, "{\"title\":\"Later\"}");
        assertThat(talk.call("GET", channel, member, null).status()).isEqualTo(200);
    }

    @Test
    void answersARemovalByWhatItDidThoughTheMemberIsBackAlready() throws Exception {
        Person owner = talk.person();
        Person member = talk.person();
        String path = talk.group(owner, member) + "/members/" + member.id();
        ExecutorService both = Executors.newFixedThreadPool(8);

        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String method = i % 2 == 0 ? "DELETE" : "PUT";
            answers.add(both.submit(() -> talk.call(method, path, owner, null).status()));
        }
        both.shutdown();

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isIn(200, 204);
        }
    }

    @Test
    void showsEachReaderTheTimesOfHisMembershipOnly() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();
        String channel = talk.group(ann);
        talk.say(channel, ann, "before");
        talk.call("PUT", channel + "/members/" + bob.id(), ann, null);
        talk.say(channel, ann, "while");
        talk.call("DELETE", channel + "/members/" + bob.id(), bob, null);
        talk.say(channel, ann, "away");
        talk.call("PUT", channel + "/members/" + bob.id(), ann, null);
        talk.say(channel, ann, "again");

        assertThat(talk.texts(channel + "/messages", bob)).containsExactly("again", "while");
        assertThat(talk.texts(channel + "/messages?after=0", bob))
                .containsExactly("while", "again");
        assertThat(talk.texts(channel + "/messages", ann))
                .containsExactly("again", "away", "while", "before");
        JsonNode changes =
                talk.call("GET", channel + "/messages?after=0&include=changes", ann, null).json();
        assertThat(changes.path("messages")).hasSize(8);
    }

    @Test
    void pagesBothWaysAndSaysWhetherThereIsMore() throws Exception {
        Person ann = talk.person();
        String channel = talk.group(ann);
        for (int i = 1; i <= 5; i++) {
            talk.say(channel, ann, "m" + i);
        }

        JsonNode newest = talk.call("GET", channel + "/messages?limit=2", ann, null).json();
        String oldest = newest.path("messages").get(1).path("position").asText();

        assertThat(newest.path("messages").findValuesAsText("text")).containsExactly("m5", "m4");
        assertThat(newest.path("more").asBoolean()).isTrue();
        String before = channel + "/messages?limit=3&before=" + oldest;
        JsonNode rest = talk.call("GET", before, ann, null).json();
        assertThat(rest.path("messages").findValuesAsText("text"))
                .containsExactly("m3", "m2", "m1");
        assertThat(rest.path("more").asBoolean()).isFalse();
        assertThat(talk.texts(channel + "/messages?after=" + oldest, ann)).containsExactly("m5");
        assertThat(talk.call("GET", channel + "/messages?limit=201", ann, null).status())
                .isEqualTo(422);
    }

    @Test
    void showsNothingAboveWhatTheTablesHaveWhole() throws Exception {
        Person ann = talk.person();
        String channel = talk.group(ann);
        String id = channel.substring("/v1/channels/".length());
        talk.say(channel, ann, "whole");
        long ahead = Position.of(0, 1_000_000);
        api.sink().writeAhead(Commands.message(id, ann.id(), "ahead", "too early", 0), ahead);

        assertThat(talk.texts(channel + "/messages", ann)).containsExactly("whole");
        assertThat(talk.texts(channel + "/messages?after=0", ann)).containsExactly("whole");
        String before = channel + "/messages?before=" + (ahead + 1);
        assertThat(talk.texts(before, ann)).containsExactly("whole");
    }

    @Test
    void endsAPageOfLongTextsEarlyAndGoesOnFromThere() throws Exception {
        Person ann = talk.person();
        String channel = talk.group(ann);
        for (int i = 0; i < 14; i++) {
            talk.say(channel, ann, "\uD83D\uDE00".repeat(99_990) + i);
        }

        JsonNode page = talk.call("GET", channel + "/messages", ann, null).json();

        int first = page.path("messages").size();
        assertThat(first).isBetween(1, 13);
        assertThat(page.path("more").asBoolean()).isTrue();
        String last = page.path("messages").get(first - 1).path("position").asText();
        JsonNode rest = talk.call("GET", channel + "/messages?before=" + last, ann, null).json();
        assertThat(rest.path("messages")).hasSize(14 - first);
        assertThat(rest.path("more").asBoolean()).isFalse();
    }

    @Test
    void ordersTheFeedByLatestActivityAndCountsTheUnread() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();
        String first = talk.group(ann, bob);
        String second = talk.group(ann, bob);
        talk.say(second, ann, "one");
        talk.say(first, ann, "two");
        talk.say(first, ann, "three");
        talk.texts(first + "/messages", bob);

        JsonNode page = talk.call("GET", "/v1/channels?limit=1", bob, null).json();
        JsonNode latest = page.path("channels").get(0);
        assertThat(first).endsWith(latest.path("channelId").asText());
        assertThat(latest.path("unread").asInt()).isEqualTo(2);
        assertThat(latest.path("head").path("preview").asText()).isEqualTo("three");
        String cursor = page.path("cursor").asText();
        JsonNode rest = talk.call("GET", "/v1/channels?cursor=" + cursor, bob, null).json();
        assertThat(rest.path("channels")).hasSize(1);
        assertThat(rest.has("cursor")).isFalse();
        JsonNode own = talk.call("GET", first, ann, null).json();
        assertThat(own.path("unread").asInt()).isZero();
    }
}
