package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract has and the system has not: it says so. */
final class NotYetIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @ParameterizedTest
    @ValueSource(strings = {"edit", "delete", "react", "typing"})
    void framesThatAreNotThereAreUnknown(String type) {
        Login ann = PALAVER.signUp("ann");
        String channel = ann.group("alone");
        RawSession a = ann.liveOn(1, channel);
        long target = Wire.say(a, channel, "hello");

        a.send(
                RawSession.frame(type)
                        .put("id", "mine")
                        .put("channel", channel)
                        .put("target", String.valueOf(target))
                        .put("text", "hello again")
                        .put("emoji", "👍")
                        .put("on", true));

        Frame error = a.await("error", Wire.PATIENCE);
        assertThat(error.string("code")).isEqualTo("unknown_type");
        assertThat(error.string("id")).isEqualTo("mine");
    }

    @Test
    void pushIsNotImplemented() {
        Login ann = PALAVER.signUp("ann");
        Http http = new Http(PALAVER);
        String push = "/v1/devices/" + ann.api().deviceId() + "/push";

        assertThat(http.call("PUT", push, ann, "{\"kind\":\"webpush\"}").status()).isEqualTo(501);
        assertThat(http.call("DELETE", push, ann, null).status()).isEqualTo(501);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void longPollingIsNotImplemented(String method) {
        Login ann = PALAVER.signUp("ann");
        String edge = "http://" + PALAVER.system().edge(1).getAuthority();

        Http.Answer answer =
                new Http(PALAVER)
                        .callAt(
                                edge,
                                method,
                                "/v1/poll",
                                ann.api().accessToken(),
                                method.equals("POST") ? "[]" : null);

        assertThat(answer.status()).isEqualTo(501);
    }
}
