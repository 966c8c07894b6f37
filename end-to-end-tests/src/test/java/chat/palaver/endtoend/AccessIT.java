package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to others is closed to everybody else, over HTTP and on a connection. */
final class AccessIT {
    private static final String NO_CHANNEL = "c_" + "0".repeat(26);

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    private Login ann;
    private Login bob;
    private Login eve;
    private String channel;
    private Http http;

    @BeforeEach
    void aChannelWithoutEve() {
        ann = PALAVER.signUp("ann");
        bob = PALAVER.signUp("bob");
        eve = PALAVER.signUp("eve");
        channel = ann.group("without Eve", bob);
        http = new Http(PALAVER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "GET /v1/channels/CHANNEL -",
                "GET /v1/channels/CHANNEL/members -",
                "GET /v1/channels/CHANNEL/messages -",
                "PATCH /v1/channels/CHANNEL {\"title\":\"hers\"}",
                "DELETE /v1/channels/CHANNEL -",
                "PUT /v1/channels/CHANNEL/members/EVE {}",
                "PUT /v1/channels/CHANNEL/members/BOB {\"role\":\"admin\"}",
                "DELETE /v1/channels/CHANNEL/members/BOB -",
            })
    void aForeignChannelIsLikeNone(String method, String path, String body) {
        for (String id : List.of(channel, NO_CHANNEL)) {
            String filled =
                    path.replace("CHANNEL", id).replace("EVE", eve.id()).replace("BOB", bob.id());

            Http.Answer answer = http.call(method, filled, eve, body);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("not_a_member");
            assertThat(answer.contentType()).startsWith("application/problem+json");
        }
        assertThat(bob.api().members(channel)).hasSize(2);
        assertThat(bob.api().channel(channel).title()).isEqualTo("without Eve");
    }

    @Test
    void nobodySendsOrReadsInAForeignChannel() {
        RawSession b = bob.liveOn(2, channel);
        RawSession e = eve.on(2, Map.of(channel, 0L));
        for (String id : List.of(channel, NO_CHANNEL, "c_1", "nonsense")) {
            e.sendMessage("to " + id, id, "Let me in");
            Frame refused = e.await(Wire.answer("to " + id), Wire.PATIENCE);
            assertThat(refused.string("code")).isEqualTo("not_a_member");
        }
        e.send(
                RawSession.frame("read")
                        .put("id", "r")
                        .put("channel", channel)
                        .put("position", "1"));

        // Of four sends, of the read, and of the channel in `resume`.
        await().until(() -> e.frames("error").size() == 6);
        assertThat(e.frames("error")).allMatch(Wire.error("not_a_member"));
        assertThat(e.frames("error")).anyMatch(error -> "r".equals(error.string("id")));
        Wire.say(b, "ours", channel, "Nobody else hears this");
        b.await(Wire.message("ours"), Wire.PATIENCE);
        e.send(RawSession.frame("ping"));
        e.await("pong", Wire.PATIENCE);
        assertThat(Wire.records(e, channel)).isEmpty();
        assertThat(Wire.messages(b, channel)).hasSize(1);
    }

    @Test
    void aDirectChannelTakesNobodyElse() {
        String direct = ann.direct(bob);

        Http.Answer added =
                http.call("PUT", "/v1/channels/" + direct + "/members/" + eve.id(), ann, "{}");
        Http.Answer titled =
                http.call("PATCH", "/v1/channels/" + direct, ann, "{\"title\":\"ours\"}");

        assertThat(added.code()).isEqualTo("not_allowed");
        assertThat(titled.code()).isEqualTo("not_allowed");
        assertThat(ann.api().members(direct)).hasSize(2);
    }

    @Test
    void aForeignDeviceIsNotFoundAndStays() {
        String device = bob.api().deviceId();

        Http.Answer answer = http.call("DELETE", "/v1/devices/" + device, eve, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("not_found");
        assertThat(bob.api().devices()).hasSize(1);
    }

    @Test
    void privateFieldsAreTheirOwnersAlone() {
        http.call("PATCH", "/v1/me", ann, "{\"email\":\"ann@example.org\",\"location\":\"Ulm\"}");

        assertThat(http.call("GET", "/v1/me", ann, null).json().path("email").asText())
                .isEqualTo("ann@example.org");
        Http.Answer seen = http.call("GET", "/v1/users/" + ann.id(), eve, null);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.json().path("username").asText()).isEqualTo(ann.username());
        assertThat(seen.json().toString()).doesNotContain("example.org").doesNotContain("Ulm");
    }

    @Test
    void whoIsNotThereIsNotFound() {
        String nobody = "u_" + "0".repeat(26);

        assertThat(http.call("GET", "/v1/users/" + nobody, ann, null).status()).isEqualTo(404);
        assertThat(http.call("GET", "/v1/users?username=no.such.body", ann, null).status())
                .isEqualTo(404);
        assertThat(http.call("PUT", "/v1/direct/" + nobody, ann, null).status()).isEqualTo(404);
        assertThat(http.call("GET", "/v1/nothing/here", ann, null).code()).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/me",
                "/v1/channels",
                "/v1/devices",
                "/v1/edges",
                "/v1/users?username=ann"
            })
    void withoutATokenThereIsNothing(String path) {
        Http.Answer answer = http.call("GET", path, null, null);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("unauthorized");
    }
}
