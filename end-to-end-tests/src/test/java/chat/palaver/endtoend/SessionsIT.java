package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.client.api.DeviceDescription;
import chat.palaver.client.api.NewAccount;
import chat.palaver.client.socket.CloseReason;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who gets in, and for how long. */
final class SessionsIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void welcomeSaysWhoOneIsAndWhatIsAllowed() {
        Login ann = PALAVER.signUp("ann");

        Frame welcome = ann.on(1).await("welcome", Wire.PATIENCE);

        assertThat(welcome.string("userId")).isEqualTo(ann.id());
        assertThat(welcome.string("deviceId")).isEqualTo(ann.api().deviceId());
        assertThat(welcome.json().path("heartbeatSeconds").asInt()).isEqualTo(20);
        assertThat(welcome.json().at("/limits/textCodePoints").asInt()).isEqualTo(100_000);
        assertThat(welcome.json().at("/limits/frameBytes").asInt())
                .isGreaterThanOrEqualTo(1_310_720);
        assertThat(welcome.string("session")).isNotEmpty();
        assertThat(welcome.string("edge"))
                .isNotEqualTo(ann.on(2).await("welcome", Wire.PATIENCE).string("edge"));
    }

    @Test
    void loggingOutEndsTheSessionsOfThatDeviceOnly() throws Exception {
        Login ann = PALAVER.signUp("ann");
        Login phone = ann.another("phone");
        RawSession one = phone.on(1);
        RawSession two = phone.on(2);
        RawSession other = ann.on(1);
        String token = phone.api().accessToken();

        phone.api().logOut();

        assertThat(closed(one).code()).isEqualTo(4003);
        assertThat(closed(two).code()).isEqualTo(4003);
        assertThat(closed(hello(1, token)).code()).isEqualTo(4001);
        assertThat(closed(hello(2, token)).code()).isEqualTo(4001);
        assertThat(new Http(PALAVER).callWithToken("GET", "/v1/me", token, null).status())
                .isEqualTo(401);
        other.send(RawSession.frame("ping").put("n", 7));
        assertThat(other.await("pong", Wire.PATIENCE).json().path("n").asInt()).isEqualTo(7);
    }

    @Test
    void aDeviceIsLoggedOutFromAnotherOne() throws Exception {
        Login ann = PALAVER.signUp("ann");
        Login phone = ann.another("phone");
        RawSession lost = phone.on(2);
        assertThat(ann.api().devices()).hasSize(2);

        ann.api().removeDevice(phone.api().deviceId());

        assertThat(closed(lost).code()).isEqualTo(4003);
        assertThat(ann.api().devices()).hasSize(1).allMatch(device -> device.current());
        assertThatThrownBy(() -> PALAVER.api().refresh(phone.api().tokens().refreshToken()))
                .satisfies(MembershipIT.is(401, "unauthorized"));
    }

    @Test
    void badTokensAreClosedWithoutAWelcome() throws Exception {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String good = ann.api().accessToken();
        String[] bad = {
            "",
            "no token at all",
            good.substring(0, good.length() - 6),
            Tokens.expired(good, PALAVER.system().data()),
            Tokens.foreign(good),
            Tokens.unsigned(good),
            Tokens.changed(good, ann.id(), bob.id()),
        };
        for (String token : bad) {
            RawSession session = hello(1, token);

            assertThat(closed(session).code()).isEqualTo(4001);
            assertThat(session.frames("welcome")).isEmpty();
            if (!token.isEmpty()) {
                Http.Answer answer = new Http(PALAVER).callWithToken("GET", "/v1/me", token, null);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.code()).isEqualTo("unauthorized");
            }
        }
        assertThat(hello(1, good).await("welcome", Wire.PATIENCE)).isNotNull();
    }

    @Test
    void anotherFirstFrameIsAProtocolError() throws Exception {
        for (String first :
                new String[] {
                    "{\"type\":\"ping\"}",
                    "not json",
                    "{\"type\":\"send\",\"id\":\"1\",\"channel\":\"c\",\"text\":\"x\"}"
                }) {
            RawSession session = PALAVER.connect(1);
            session.sendText(first);
            assertThat(closed(session).code()).isEqualTo(4002);
        }
    }

    @Test
    void whoSaysNothingIsClosed() throws Exception {
        RawSession silent = PALAVER.connect(2);

        assertThat(closed(silent).code()).isEqualTo(4002);
    }

    @Test
    void aRefreshTokenIsGoodOnce() {
        Login ann = PALAVER.signUp("ann");
        String refresh = ann.api().tokens().refreshToken();

        var renewed = PALAVER.api().refresh(refresh);

        assertThat(renewed.deviceId()).isEqualTo(ann.api().deviceId());
        assertThat(hello(1, renewed.accessToken()).await("welcome", Wire.PATIENCE)).isNotNull();
        assertThatThrownBy(() -> PALAVER.api().refresh(refresh))
                .satisfies(MembershipIT.is(401, "unauthorized"));
    }

    @Test
    void wrongPasswordsAndTakenNamesAreRefused() {
        Login ann = PALAVER.signUp("ann");

        assertThatThrownBy(() -> logIn(ann.username(), "not my password"))
                .satisfies(MembershipIT.is(401, "bad_credentials"));
        assertThatThrownBy(() -> logIn("nobody-" + ann.username(), "x".repeat(9)))
                .satisfies(MembershipIT.is(401, "bad_credentials"));
        assertThatThrownBy(
                        () ->
                                WholeSystem.patiently(
                                        () ->
                                                PALAVER.api()
                                                        .signUp(
                                                                NewAccount.of(
                                                                        ann.username(),
                                                                        Login.PASSWORD))))
                .satisfies(MembershipIT.is(409, "username_taken"));
    }

    private static Object logIn(String username, String password) {
        return WholeSystem.patiently(
                () -> PALAVER.api().logIn(username, password, DeviceDescription.bot("x")));
    }

    private static RawSession hello(int edge, String token) {
        RawSession session = PALAVER.connect(edge);
        session.hello(token);
        return session;
    }

    private static CloseReason closed(RawSession session) throws Exception {
        return session.closed().get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
