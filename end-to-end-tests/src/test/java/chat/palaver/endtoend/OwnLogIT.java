package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A channel with a log of its own is one like any other to those who talk there. */
final class OwnLogIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void peopleTalkWhereverTheLogIsAskedToLie() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Http http = new Http(PALAVER);
        Http.Answer created =
                http.call(
                        "POST",
                        "/v1/channels",
                        ann,
                        "{\"title\":\"own\",\"members\":[\"%s\"],\"log\":\"own\",\"retention\":\"P30D\"}"
                                .formatted(bob.id()));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("retention").asText()).isEqualTo("P30D");
        String channel = created.json().path("channelId").asText();
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        List<Long> positions = new ArrayList<>();

        for (int i = 0; i < 10; i++) {
            positions.add(Wire.say(a, channel, "own " + i));
        }
        Http.Answer shared =
                http.call("PATCH", "/v1/channels/" + channel, ann, "{\"log\":\"shared\"}");
        for (int i = 0; i < 10; i++) {
            positions.add(Wire.say(b, channel, "shared " + i));
        }

        assertThat(shared.status()).isEqualTo(200);
        assertThat(shared.json().path("log").asText()).isEqualTo("shared");
        assertThat(shared.json().has("retention")).isFalse();
        await().untilAsserted(() -> assertThat(Wire.messages(a, channel)).hasSize(20));
        await().untilAsserted(() -> assertThat(Wire.messages(b, channel)).hasSize(20));
        assertThat(Wire.messages(b, channel)).extracting(Said::position).isEqualTo(positions);
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(ann.history(channel, false).stream().map(Said::of))
                .isEqualTo(Wire.messages(a, channel));
        String path = "/v1/channels/" + channel;
        assertThat(http.call("DELETE", path, ann, null).status()).isEqualTo(204);
        assertThat(http.call("GET", path, bob, null).code()).isEqualTo("not_a_member");
    }
}
