package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.socket.CloseReason;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks for too much is told when to come back, and loses nothing by it. */
final class RatesIT {
    /** Of one user, at once. */
    private static final int BURST = 1_000;

    private static final int IN_FLIGHT = 500;
    private static final int MOST_SENDS = 20_000;

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void aFloodOfSendsIsHeldToTheRate() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(1, channel);

        int flood = floodUntilRefused(a, channel);

        await().atMost(Wire.PATIENCE)
                .until(() -> a.frames("sent").size() + a.frames("error").size() == flood);
        List<Frame> refused = a.frames("error");
        assertThat(refused)
                .allSatisfy(
                        frame -> {
                            assertThat(frame.string("code")).isEqualTo("rate_limited");
                            assertThat(frame.string("id")).isNotEmpty();
                            assertThat(frame.json().path("retryAfterMs").asLong()).isPositive();
                        });
        assertThat(a.frames("sent")).hasSizeGreaterThanOrEqualTo(BURST);
        Wire.say(b, "bob's own", channel, "I have my own allowance");
        await().atMost(Wire.PATIENCE).until(() -> retry(a, channel, refused.get(0).string("id")));
        assertThat(a.isOpen()).isTrue();
    }

    /** Sends as fast as the edge takes it, however fast that is; gives how many. */
    private static int floodUntilRefused(RawSession session, String channel) {
        int sent = 0;
        while (session.frames("error").isEmpty()) {
            assertThat(sent).as("sends, none refused").isLessThan(MOST_SENDS);
            for (int i = 0; i < IN_FLIGHT; i++) {
                session.sendMessage("m" + sent, channel, "number " + sent);
                sent++;
            }
            int most = sent - IN_FLIGHT;
            await().atMost(Wire.PATIENCE)
                    .until(
                            () ->
                                    session.frames("sent").size() + session.frames("error").size()
                                            >= most);
        }
        return sent;
    }

    private static boolean retry(RawSession session, String channel, String id) {
        session.sendMessage(id, channel, "again");
        session.send(RawSession.frame("ping"));
        return session.frames().stream().anyMatch(Wire.sent(id));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderWhoDoesNotReadIsCutOffAndLosesNothing(boolean readsOnAtOnce) throws Exception {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        RawSession onBobsPhone = bob.another("phone").liveOn(2, channel);
        Chatter others = Chatter.begin(PALAVER);
        Wire.say(a, channel, "heard");
        b.await(Wire.of("message", channel), Wire.PATIENCE);

        b.reading(false);
        String text = "x".repeat(90_000);
        int more = 200;
        for (int i = 0; i < more; i++) {
            a.sendMessage(Wire.newId(), channel, text);
        }
        for (RawSession session : List.of(a, onBobsPhone)) {
            await().atMost(Wire.PATIENCE)
                    .until(() -> Wire.messages(session, channel).size() == more + 1);
        }
        if (!readsOnAtOnce) {
            awaitOneSessionLess(bob, onBobsPhone);
        }
        b.reading(true);
        CloseReason reason = b.closed().get(30, TimeUnit.SECONDS);
        others.endsWell();

        // Who takes nothing for seconds after the decision is cut off, and cannot be told why.
        assertThat(reason.code()).isIn(CloseReason.SLOW_CONSUMER, CloseReason.ABNORMAL);
        List<Long> said = Wire.messages(a, channel).stream().map(Said::position).toList();
        assertThat(onBobsPhone.isOpen()).isTrue();
        assertThat(Wire.messages(onBobsPhone, channel)).isEqualTo(Wire.messages(a, channel));
        List<Said> heard = new ArrayList<>(Wire.messages(b, channel));
        assertThat(heard).hasSizeLessThan(said.size());
        RawSession resumed = bob.on(2, Map.of(channel, heard.get(heard.size() - 1).position()));
        resumed.await(Wire.caughtUp(channel), Wire.PATIENCE);
        heard.addAll(Wire.messages(resumed, channel));
        assertThat(heard.stream().map(Said::position)).isEqualTo(said);
        await().atMost(Wire.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(bob.history(channel, false))
                                        .extracting(HistoryMessage::position)
                                        .isEqualTo(said));
    }

    /** That the edge has given up a session which does not read is seen by others alone. */
    private static void awaitOneSessionLess(Login user, RawSession last) {
        Login watcher = PALAVER.signUp("watcher");
        RawSession watching = watcher.on(1);
        var watch = RawSession.frame("watch");
        watch.putArray("users").add(user.id());
        watching.send(watch);
        watching.await(Wire.presence(user.id(), "online"), Wire.PATIENCE);
        last.send(RawSession.frame("state").put("active", false));
        watching.await(Wire.presence(user.id(), "idle"), Wire.PATIENCE);
    }

    /** From an address of its own: all other tests share theirs. */
    @Test
    void signUpsOfOneAddressAreLimited() throws IOException {
        int limited = 0;
        for (int i = 0; i < 300 && limited == 0; i++) {
            String head = signUpFrom("127.0.0.77");
            if (head.startsWith("HTTP/1.1 429")) {
                limited = i;
                assertThat(head.toLowerCase(java.util.Locale.ROOT)).contains("retry-after: ");
            } else {
                assertThat(head).startsWith("HTTP/1.1 422");
            }
        }
        assertThat(limited).isGreaterThanOrEqualTo(100);
    }

    /** Status line and headers of the answer to a sign-up that cannot be. */
    private static String signUpFrom(String address) throws IOException {
        URI api = PALAVER.system().api();
        String body = "{}";
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            socket.connect(new InetSocketAddress(api.getHost(), api.getPort()));
            socket.getOutputStream()
                    .write(
                            ("POST /v1/accounts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                            + "Content-Type: application/json\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine();
                    line != null && !line.isEmpty();
                    line = in.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }
    }
}
