package chat.palaver.client.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.client.FakeEdge;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RawSessionTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static SocketPool pool;
    private final FakeEdge edge = new FakeEdge();

    @BeforeAll
    static void openPool() {
        pool = SocketPool.open();
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @AfterEach
    void stop() throws Exception {
        edge.close();
    }

    @Test
    void saysHelloAndHearsTheAnswer() {
        RawSession session = RawSession.connect(pool, edge.url());
        session.hello("token", Map.of("c_1", 7L));
        Frame hello = edge.client().welcome("u_1");

        assertThat(hello.text())
                .isEqualTo("{\"type\":\"hello\",\"token\":\"token\",\"resume\":{\"c_1\":\"7\"}}");
        assertThat(session.await("welcome", SOON).string("userId")).isEqualTo("u_1");
        session.close();
    }

    @Test
    void carriesTheLongestTextFullyEscapedBothWays() {
        RawSession session = RawSession.connect(pool, edge.url());
        FakeEdge.Client client = edge.client();
        String text = "\u0001".repeat(100_000);
        session.sendMessage("id", "c", text);
        assertThat(client.next().string("text")).isEqualTo(text);

        String escaped = "\\ud83d\\ude00".repeat(100_000);
        client.say("{'type':'message','text':'" + escaped + "'}");
        Frame frame = session.await("message", SOON);
        assertThat(frame.text().length()).isGreaterThan(1_200_000);
        assertThat(frame.string("text")).isEqualTo("\ud83d\ude00".repeat(100_000));
        session.close();
    }

    @Test
    void nextGoesForwardAndAwaitLooksFromTheStart() {
        RawSession session = RawSession.connect(pool, edge.url());
        FakeEdge.Client client = edge.client();
        client.message(1, 0, "a", "u");
        client.message(2, 1, "b", "u");

        assertThat(session.next("message", SOON).string("id")).isEqualTo("a");
        assertThat(session.next("message", SOON).string("id")).isEqualTo("b");
        assertThat(session.await("message", SOON).string("id")).isEqualTo("a");
        assertThat(session.frames("message")).hasSize(2);
        assertThatThrownBy(() -> session.next("message", Duration.ofMillis(20)))
                .isInstanceOf(AwaitFailed.class);
        session.close();
    }

    @Test
    void tellsTheCloseCode() throws Exception {
        RawSession session = RawSession.connect(pool, edge.url());
        edge.client().close(4003, "session_revoked");

        assertThat(session.closed().get(20, TimeUnit.SECONDS))
                .isEqualTo(new CloseReason(4003, "session_revoked"));
        assertThatThrownBy(() -> session.await("welcome", SOON)).isInstanceOf(AwaitFailed.class);
    }

    @Test
    void readsNothingWhileToldNotTo() throws Exception {
        RawSession session = RawSession.connect(pool, edge.url());
        FakeEdge.Client client = edge.client();
        client.message(1, 0, "a", "u");
        session.await("message", SOON);
        session.reading(false);
        client.message(2, 1, "b", "u");
        client.message(3, 2, "c", "u");
        client.message(4, 3, "d", "u");

        // One frame had been asked for already.
        assertThatThrownBy(
                        () ->
                                session.await(
                                        f -> f.string("id").equals("d"), Duration.ofMillis(300)))
                .isInstanceOf(AwaitFailed.class);
        session.reading(true);
        session.await(f -> f.string("id").equals("d"), SOON);
        session.close();
    }

    @Test
    void givesFramesToAConsumerAndKeepsNoneWhenTold() throws Exception {
        List<Frame> seen = Collections.synchronizedList(new ArrayList<>());
        RawSession session = RawSession.connect(pool, edge.url(), 0, seen::add);
        FakeEdge.Client client = edge.client();
        client.message(1, 0, "a", "u");
        client.close(1000, "");
        session.closed().get(20, TimeUnit.SECONDS);

        assertThat(seen).hasSize(1);
        assertThat(session.frames()).isEmpty();
    }

    @Test
    void abortsRatherThanKeepARecordingWithAHole() throws Exception {
        RawSession session = RawSession.connect(pool, edge.url(), 2, frame -> {});
        FakeEdge.Client client = edge.client();
        for (int i = 0; i < 3; i++) {
            client.message(i + 1, i, "a", "u");
        }
        session.closed().get(20, TimeUnit.SECONDS);

        assertThat(session.frames()).hasSize(2);
    }

    @Test
    void saysSoWhenThereIsNobody() {
        assertThatThrownBy(() -> RawSession.connect(pool, URI.create("ws://127.0.0.1:1")))
                .isInstanceOf(SocketUnavailable.class);
        assertThatThrownBy(() -> SocketPool.connectUri(URI.create("ftp://127.0.0.1:1")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
