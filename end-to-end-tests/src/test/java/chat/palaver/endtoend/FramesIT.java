package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames at and over every limit, and frames nobody should send: the connection stays. */
final class FramesIT {
    private static final int LONGEST = 100_000;

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    /** Of one byte, of two, of four; escaped in two characters and in six. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "ß", "😀", "\"", "\u0000", "\u2028"})
    void theLongestTextOfEveryKindArrivesWholeAndOneMoreIsRefused(String one) {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        String longest = one.repeat(LONGEST);

        a.sendMessage("over", channel, longest + one);
        Frame refused = a.await(Wire.answer("over"), Wire.PATIENCE);
        Wire.say(a, "longest", channel, longest);

        assertThat(refused.string("code")).isEqualTo("text_too_long");
        assertThat(b.await(Wire.message("longest"), Wire.PATIENCE).string("text"))
                .isEqualTo(longest);
        await().until(() -> bob.history(channel, false).size() == 1);
        assertThat(bob.history(channel, false).get(0).text()).isEqualTo(longest);
    }

    @Test
    void textEscapedInFullFitsIntoAFrame() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        String escaped = "\\ud83d\\ude00".repeat(LONGEST);

        a.sendText(
                "{\"type\":\"send\",\"id\":\"full\",\"channel\":\"%s\",\"text\":\"%s\"}"
                        .formatted(channel, escaped));

        assertThat(a.await(Wire.answer("full"), Wire.PATIENCE).is("sent")).isTrue();
        assertThat(a.await(Wire.message("full"), Wire.PATIENCE).string("text"))
                .isEqualTo("😀".repeat(LONGEST));
    }

    @Test
    void aFrameOverTheLimitEndsTheConnection() throws Exception {
        Login ann = PALAVER.signUp("ann");
        RawSession a = ann.on(1);
        int limit = a.await("welcome", Wire.PATIENCE).json().at("/limits/frameBytes").asInt();
        String empty = "{\"type\":\"ping\",\"x\":\"\"}";

        a.sendText("{\"type\":\"ping\",\"x\":\"" + "x".repeat(limit - empty.length()) + "\"}");
        a.await("pong", Wire.PATIENCE);
        a.sendText("{\"type\":\"ping\",\"x\":\"" + "x".repeat(limit - empty.length() + 1) + "\"}");

        assertThat(a.closed().get(30, TimeUnit.SECONDS).code()).isEqualTo(1009);
    }

    @Test
    void oddTextsAreRefusedOrKeptAsTheyAre() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        String odd = "  \u0000\u0001 \u202e right\r\n\tend\u00ad e\u0301 ";

        a.sendMessage("empty", channel, "");
        Wire.say(a, "odd", channel, odd);

        assertThat(a.await(Wire.answer("empty"), Wire.PATIENCE).string("code"))
                .isEqualTo("text_empty");
        assertThat(b.await(Wire.message("odd"), Wire.PATIENCE).string("text")).isEqualTo(odd);
        await().until(() -> !bob.history(channel, false).isEmpty());
        assertThat(bob.history(channel, false).stream().map(HistoryMessage::text))
                .containsExactly(odd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"send\",\"id\":\"x\",",
                "[]",
                "\"hello\"",
                "",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"send\",\"id\":\"x\",\"channel\":\"c_1\",\"text\":\"\\ud800\"}",
                "{\"type\":\"send\",\"id\":\"x\",\"channel\":\"c_1\",\"text\":\"\\udc00 \\ud800\"}",
                "{\"type\":\"send\",\"id\":\"x\",\"channel\":\"c_1\",\"text\":{}}",
                "{\"type\":\"send\",\"id\":\"\",\"channel\":\"c_1\",\"text\":\"t\"}",
                "{\"type\":\"read\",\"channel\":\"c_1\",\"position\":\"-1\"}",
                "{\"type\":\"read\",\"channel\":\"c_1\",\"position\":\"9223372036854775808\"}",
                "{\"type\":\"ping\"} {\"type\":\"ping\"}",
            })
    void whatIsNoFrameIsRefusedAndTheConnectionStays(String text) {
        RawSession a = PALAVER.signUp("ann").on(1);

        a.sendText(text);

        assertThat(a.await("error", Wire.PATIENCE).string("code")).isEqualTo("bad_frame");
        assertStillOpen(a);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "welcome", "message", "SEND"})
    void unknownTypesAreRefusedByName(String type) {
        RawSession a = PALAVER.signUp("ann").on(1);

        a.send(RawSession.frame(type).put("id", "mine").put("channel", "c_1"));

        Frame error = a.await("error", Wire.PATIENCE);
        assertThat(error.string("code")).isEqualTo("unknown_type");
        assertThat(error.string("id")).isEqualTo("mine");
        assertStillOpen(a);
    }

    @Test
    void unknownFieldsAreIgnored() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);

        a.send(
                RawSession.frame("send")
                        .put("mood", "good")
                        .put("id", "1")
                        .put("channel", channel)
                        .put("text", "hello"));

        assertThat(a.await(Wire.answer("1"), Wire.PATIENCE).is("sent")).isTrue();
    }

    @Test
    void binaryFramesAreRefusedAndTheConnectionStays() throws Exception {
        Login ann = PALAVER.signUp("ann");
        LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
        WebSocket socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .subprotocols("palaver.v1")
                        .buildAsync(connectUri(), listener(texts))
                        .get(30, TimeUnit.SECONDS);
        String token = ann.api().accessToken();
        socket.sendText("{\"type\":\"hello\",\"token\":\"" + token + "\"}", true).get();
        assertThat(texts.poll(30, TimeUnit.SECONDS)).startsWith("{\"type\":\"welcome\"");

        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get();
        assertThat(texts.poll(30, TimeUnit.SECONDS)).contains("\"bad_frame\"");
        socket.sendText("{\"type\":\"ping\"}", true).get();
        assertThat(texts.poll(30, TimeUnit.SECONDS)).startsWith("{\"type\":\"pong\"");
        socket.abort();
    }

    @Test
    void withoutTheSubprotocolThereIsNoConnection() {
        var attempt =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(connectUri(), new WebSocket.Listener() {});

        assertThat(attempt)
                .failsWithin(Wire.PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(400));
    }

    private static URI connectUri() {
        return PALAVER.system().edge(1).resolve("/v1/connect");
    }

    private static WebSocket.Listener listener(LinkedBlockingQueue<String> texts) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                texts.add(data.toString());
                socket.request(1);
                return null;
            }
        };
    }

    private static void assertStillOpen(RawSession session) {
        session.send(RawSession.frame("ping").put("n", 42));
        assertThat(session.await("pong", Wire.PATIENCE).json().path("n").asInt()).isEqualTo(42);
    }
}
