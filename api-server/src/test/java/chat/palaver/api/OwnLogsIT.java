package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.api.Talk.Answer;
import chat.palaver.api.Talk.Person;
import chat.palaver.ingest.Appended;
import chat.palaver.ingest.Commands;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels whose log lies in a topic of its own, or goes there and back while they are changed. */
class OwnLogsIT {
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

    @AfterEach
    void noMoreMoves() {
        api.sink().moves(false);
    }

    @Test
    void createsAChannelInATopicOfItsOwn() throws Exception {
        Person ann = talk.person();

        Answer created = create(ann, "\"log\":\"own\",\"retention\":\"P30D\"");

        assertThat(created.status()).isEqualTo(201);
        assertLog(created.json(), "own", "P30D");
        String channel = Talk.path(created);
        assertLog(talk.call("GET", channel, ann, null).json(), "own", "P30D");
        JsonNode feed = talk.call("GET", "/v1/channels", ann, null).json();
        assertLog(feed.path("channels").get(0), "own", "P30D");
    }

    @Test
    void changesTitleAndMembersOfAChannelInItsOwnTopic() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();
        String channel = Talk.path(create(ann, "\"log\":\"own\""));
        String bobsPlace = channel + "/members/" + bob.id();

        assertThat(talk.call("PUT", bobsPlace, ann, null).status()).isEqualTo(200);
        assertThat(talk.call("PUT", bobsPlace, ann, "{\"role\":\"admin\"}").status())
                .isEqualTo(200);
        Answer named = talk.call("PATCH", channel, bob, "{\"title\":\"Ours\"}");
        assertThat(named.json().path("title").asText()).isEqualTo("Ours");
        assertLog(named.json(), "own", "forever");
        talk.say(channel, bob, "here");
        assertThat(talk.texts(channel + "/messages", ann)).containsExactly("here");
        assertThat(talk.call("DELETE", bobsPlace, bob, null).status()).isEqualTo(204);
        assertThat(talk.call("GET", channel, bob, null).code()).isEqualTo("not_a_member");

        assertThat(reasons(channel, ann))
                .containsExactly("created", "member", "member", "title", "", "left");
        assertThat(epochs(channel, ann)).containsExactly(0L, 1L, 1L, 1L, 1L, 1L);
        assertThat(talk.call("DELETE", channel, ann, null).status()).isEqualTo(204);
        assertThat(talk.call("DELETE", channel, ann, null).status()).isEqualTo(204);
    }

    @Test
    void movesThereAndBackAndKeepsTheHistoryInOnePiece() throws Exception {
        Person ann = talk.person();
        String channel = talk.group(ann);
        talk.say(channel, ann, "one");
        api.sink().moves(true);

        assertLog(patch(channel, ann, "{\"log\":\"own\"}").json(), "own", "forever");
        talk.say(channel, ann, "two");
        assertLog(patch(channel, ann, "{\"retention\":\"PT3H\"}").json(), "own", "PT3H");
        Answer back = patch(channel, ann, "{\"log\":\"shared\",\"title\":\"Back\"}");
        assertLog(back.json(), "shared", "");
        assertThat(back.json().path("title").asText()).isEqualTo("Back");
        talk.say(channel, ann, "three");
        assertLog(patch(channel, ann, "{\"log\":\"own\"}").json(), "own", "forever");
        talk.say(channel, ann, "four");

        assertThat(talk.texts(channel + "/messages", ann))
                .containsExactly("four", "three", "two", "one");
        assertThat(talk.texts(channel + "/messages?after=0", ann))
                .containsExactly("one", "two", "three", "four");
        assertThat(reasons(channel, ann))
                .containsOnlyOnce("created", "title")
                .filteredOn("log"::equals)
                .hasSize(4);
        assertThat(epochs(channel, ann)).containsExactly(0L, 0L, 0L, 1L, 1L, 1L, 1L, 2L, 2L, 3L);
        JsonNode pages = talk.call("GET", channel + "/messages?limit=2", ann, null).json();
        String two = pages.path("messages").get(1).path("position").asText();
        assertThat(talk.texts(channel + "/messages?before=" + two, ann))
                .containsExactly("two", "one");
    }

    @Test
    void aLogForWhichThereIsNoRoomStaysWhereItIs() throws Exception {
        Person ann = talk.person();
        String body = "{\"title\":\"T\",\"log\":\"own\"}";

        long before = System.nanoTime();
        Answer created = talk.call("POST", "/v1/channels", ann, body);

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                .isGreaterThanOrEqualTo(SinkWaiting.MOVE.toMillis());
        assertThat(created.status()).isEqualTo(201);
        assertLog(created.json(), "shared", "forever");
        // The wish stands, and so does the channel.
        assertLog(
                patch(Talk.path(created), ann, "{\"retention\":\"P1D\"}").json(), "shared", "P1D");
    }

    @Test
    void appendsAgainWhatLandedBehindTheEndOfItsStretch() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();
        String channel = talk.group(ann);
        ExecutorService both = Executors.newFixedThreadPool(2);

        api.sink().rest();
        api.sink().move(Talk.id(channel));
        Future<Answer> named = both.submit(() -> patch(channel, ann, "{\"title\":\"New\"}"));
        Future<Answer> joined =
                both.submit(() -> talk.call("PUT", channel + "/members/" + bob.id(), ann, null));
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                .execute(() -> api.sink().goOn());
        both.shutdown();

        assertThat(named.get().status()).isEqualTo(200);
        assertLog(named.get().json(), "own", "");
        assertThat(named.get().json().path("title").asText()).isEqualTo("New");
        assertThat(joined.get().status()).isEqualTo(200);
        assertThat(reasons(channel, ann)).containsExactlyInAnyOrder("created", "title", "member");
        assertThat(epochs(channel, ann)).containsExactly(0L, 1L, 1L);
    }

    @Test
    void appendsAgainWhatLandedBehindTheEndOfAnOwnTopicThatNobodyReadsOn() throws Exception {
        Person ann = talk.person();
        String channel = Talk.path(create(ann, "\"log\":\"own\""));
        String id = Talk.id(channel);

        api.sink().rest();
        Appended end = api.sink().move(id);
        Future<Answer> named =
                CompletableFuture.supplyAsync(() -> unchecked(channel, ann, "{\"title\":\"New\"}"));
        // Waits in the shared log until the own one has been read to its end.
        Appended ahead =
                api.log()
                        .append(Commands.at(2, Commands.message(id, ann.id(), "ahead", "waits", 0)))
                        .join();
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                .execute(() -> api.sink().goOn());

        assertThat(named.get().status()).isEqualTo(200);
        assertThat(Position.epoch(end.position())).isEqualTo(1);
        api.sink().await(id, ahead);
        assertThat(talk.texts(channel + "/messages", ann)).containsExactly("waits");
        assertThat(reasons(channel, ann)).containsExactlyInAnyOrder("created", "title", "");
        assertThat(epochs(channel, ann)).containsExactly(0L, 2L, 2L);
    }

    @Test
    void aCreationRepeatedBehindTheFirstMoveIsTheSameChannel() throws Exception {
        Person ann = talk.person();
        String id = Ids.channelOf(ann.id(), "key");
        String body = "{\"title\":\"T\",\"log\":\"own\"}";

        api.sink().rest();
        api.log().append(Commands.groupCreated(id, ann.id(), "create", "T", List.of())).join();
        api.sink().move(id);
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                .execute(() -> api.sink().goOn());
        Answer second = talk.call("POST", "/v1/channels", ann, body, "key");
        Answer third = talk.call("POST", "/v1/channels", ann, body, "key");

        for (Answer answer : List.of(second, third)) {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.json().path("channelId").asText()).isEqualTo(id);
            assertThat(answer.json().path("log").asText()).isEqualTo("own");
        }
        assertThat(reasons("/v1/channels/" + id, ann)).containsExactly("created");
    }

    @Test
    void refusesWhatTheFoldRefusesThoughTheLogMovedMeanwhile() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();
        String channel = talk.group(ann, bob);
        talk.call("PUT", channel + "/members/" + bob.id(), ann, "{\"role\":\"admin\"}");
        String id = Talk.id(channel);

        api.sink().rest();
        String removal = UUID.randomUUID().toString();
        api.log().append(Commands.memberRemoved(id, ann.id(), removal, bob.id())).join();
        api.sink().move(id);
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                .execute(() -> api.sink().goOn());

        assertThat(patch(channel, bob, "{\"title\":\"Mine\"}").code()).isEqualTo("not_allowed");
    }

    @Test
    void readsWhatTheTablesHaveWhereTheTopicIsGone() throws Exception {
        Person ann = talk.person();
        String channel = Talk.path(create(ann, "\"log\":\"own\""));
        talk.say(channel, ann, "kept");
        LogPlace own = new LogPlace(Talk.id(channel), 1);
        api.admin().deleteTopics(List.of(api.kafka().topics().logOf(own))).all().get();

        assertThat(talk.texts(channel + "/messages", ann)).containsExactly("kept");
        assertThat(talk.texts(channel + "/messages?after=0", ann)).containsExactly("kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"log\":\"Own\"|log",
                "\"log\":true|log",
                "\"log\":\"own\",\"retention\":\"PT2H\"|retention",
                "\"log\":\"own\",\"retention\":\"3 hours\"|retention",
                "\"log\":\"own\",\"retention\":10800|retention",
                "\"log\":\"shared\",\"retention\":\"P1D\"|retention",
                "\"retention\":\"forever\"|retention"
            })
    void namesTheFieldThatItRefuses(String fields, String blamed) throws Exception {
        Person ann = talk.person();
        String channel = talk.group(ann);

        Answer created = talk.call("POST", "/v1/channels", ann, "{\"title\":\"T\"," + fields + "}");
        Answer changed = patch(channel, ann, "{" + fields + "}");

        for (Answer answer : List.of(created, changed)) {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json().path("field").asText()).isEqualTo(blamed);
        }
        assertLog(talk.call("GET", channel, ann, null).json(), "shared", "");
    }

    @Test
    void onlyOwnersAndAdminsSayWhereAGroupsLogLies() throws Exception {
        Person ann = talk.person();
        Person bob = talk.person();
        String channel = talk.group(ann, bob);
        String direct = Talk.path(talk.call("PUT", "/v1/direct/" + bob.id(), ann, null));

        assertThat(patch(channel, bob, "{\"log\":\"own\"}").code()).isEqualTo("not_allowed");
        assertThat(patch(direct, ann, "{\"log\":\"own\"}").code()).isEqualTo("not_allowed");
        assertThat(patch(channel, talk.person(), "{\"retention\":\"P1D\"}").code())
                .isEqualTo("not_a_member");
        assertThat(patch(channel, ann, "{}").json().path("field").asText()).isEqualTo("title");
    }

    private Answer create(Person owner, String fields) throws Exception {
        api.sink().moves(true);
        Answer created =
                talk.call("POST", "/v1/channels", owner, "{\"title\":\"T\"," + fields + "}");
        api.sink().moves(false);
        return created;
    }

    private static Answer patch(String channel, Person caller, String body) throws Exception {
        return talk.call("PATCH", channel, caller, body);
    }

    private static Answer unchecked(String channel, Person caller, String body) {
        try {
            return patch(channel, caller, body);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertLog(JsonNode channel, String log, String retention) {
        assertThat(channel.path("log").asText()).isEqualTo(log);
        assertThat(channel.path("retention").asText()).isEqualTo(retention);
    }

    private static List<String> reasons(String channel, Person reader) throws Exception {
        List<String> reasons = new ArrayList<>();
        changes(channel, reader).forEach(m -> reasons.add(m.path("reason").asText()));
        return reasons;
    }

    private static List<Long> epochs(String channel, Person reader) throws Exception {
        List<Long> epochs = new ArrayList<>();
        changes(channel, reader)
                .forEach(m -> epochs.add(Position.epoch(m.path("position").asLong())));
        return epochs;
    }

    private static JsonNode changes(String channel, Person reader) throws Exception {
        String path = channel + "/messages?after=0&include=changes";
        return talk.call("GET", path, reader, null).json().path("messages");
    }
}
