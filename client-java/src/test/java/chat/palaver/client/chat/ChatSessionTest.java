package chat.palaver.client.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.FakeEdge;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.SocketPool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The session over real sockets, against an edge that does what the test says. */
class ChatSessionTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static SocketPool pool;

    private final FakeEdge edge = new FakeEdge();
    private final FakeEdge other = new FakeEdge();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final MemoryPositions positions = new MemoryPositions();
    private volatile List<URI> edges = List.of(edge.url());
    private final Listener listener = new Listener();
    private ChatSession session;

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
        if (session != null) {
            session.close();
        }
        edge.close();
        other.close();
    }

    private ChatSettings settings() {
        return ChatSettings.defaults().withBackoff(Duration.ofMillis(5), Duration.ofMillis(50));
    }

    private ChatSession start(ChatSettings settings) {
        session =
                new ChatSession(
                        new FakeGateway(), pool, settings, positions, listener, new Random(7));
        return session;
    }

    private ChatSession start() {
        return start(settings());
    }

    @Test
    void resumesAndDeliversNothingTwice() {
        start();
        FakeEdge.Client first = edge.client();
        assertThat(first.welcome("u_me").has("resume")).isFalse();
        first.caughtUp(5);
        first.message(6, 5, "a", "u_2");
        await().atMost(SOON).until(() -> told.contains("message 6"));
        first.cut();

        FakeEdge.Client second = edge.client();
        assertThat(second.welcome("u_me").json().path("resume").path("c").asText()).isEqualTo("6");
        second.message(6, 5, "a", "u_2");
        second.message(7, 6, "b", "u_2");
        second.caughtUp(7);
        await().atMost(SOON).until(() -> told.contains("caughtUp 7"));

        assertThat(told)
                .filteredOn(t -> t.startsWith("m"))
                .containsExactly("message 6", "message 7");
        assertThat(session.statistics().copies()).isEqualTo(1);
        assertThat(session.statistics().disconnects()).containsEntry(DisconnectCause.LOST, 1L);
        assertThat(session.positions()).containsEntry("c", 7L);
    }

    @Test
    void goesOnWhereTheApplicationHadStopped() {
        positions.save("c", 41);
        start();

        assertThat(edge.client().welcome("u_me").json().path("resume").path("c").asText())
                .isEqualTo("41");
    }

    @Test
    void repeatsASendUnderItsIdOnlyAfterCaughtUp() throws Exception {
        positions.save("c", 5);
        start();
        FakeEdge.Client first = edge.client();
        first.welcome("u_me");
        CompletableFuture<Sent> lost = session.send("c", "one");
        Frame attempt = first.expect("send");
        CompletableFuture<Sent> landed = session.send("c", "two");
        String landedId = first.expect("send").string("id");
        first.cut();

        FakeEdge.Client second = edge.client();
        second.welcome("u_me");
        second.message(6, 5, landedId, "u_me");
        assertThat(landed.get(20, TimeUnit.SECONDS).position()).isEqualTo(6);
        assertThat(second.isQuiet()).isTrue();
        second.caughtUp(6);
        Frame again = second.expect("send");
        assertThat(again.text()).isEqualTo(attempt.text());
        second.say(
                "{'type':'sent','id':'%s','channel':'c','position':'7','duplicate':true}"
                        .formatted(again.string("id")));

        Sent sent = lost.get(20, TimeUnit.SECONDS);
        assertThat(sent.position()).isEqualTo(7);
        assertThat(sent.duplicate()).isTrue();
        assertThat(second.isQuiet()).isTrue();
    }

    @Test
    void resumesAfterBeingTooSlow() {
        start();
        FakeEdge.Client first = edge.client();
        first.welcome("u_me");
        first.close(4004, "slow_consumer");

        edge.client().welcome("u_me");
        await().atMost(SOON).until(() -> session.state() == ConnectionState.ONLINE);
        assertThat(session.statistics().disconnects())
                .containsEntry(DisconnectCause.SLOW_CONSUMER, 1L);
    }

    @Test
    void goesWhereADrainingEdgeSendsIt() {
        start();
        FakeEdge.Client first = edge.client();
        first.welcome("u_me");
        first.say("{'type':'reconnect','afterMs':1,'url':'" + other.url() + "'}");

        assertThat(first.closed()).isEqualTo(1000);
        other.client().welcome("u_me");
        await().atMost(SOON).until(() -> session.edge().equals(java.util.Optional.of(other.url())));
        assertThat(session.statistics().disconnects()).containsEntry(DisconnectCause.ASKED, 1L);
        assertThat(edge.isLonely()).isTrue();
    }

    @Test
    void triesAnotherEdgeWhenItsOwnDrains() {
        edges = List.of(edge.url(), other.url());
        start();
        FakeEdge.Client first = edge.client();
        first.welcome("u_me");
        first.close(4013, "draining");

        other.client().welcome("u_me");
        assertThat(edge.isLonely()).isTrue();
    }

    @Test
    void triesTheNextEdgeWhenOneCannotBeReached() {
        edges = List.of(URI.create("ws://127.0.0.1:1"), edge.url());
        start();

        edge.client().welcome("u_me");
    }

    @Test
    void getsAnotherTokenWhenItsOwnIsRefused() {
        start();
        FakeEdge.Client first = edge.client();
        assertThat(first.expect("hello").string("token")).isEqualTo("token0");
        first.close(4001, "unauthorized");

        assertThat(edge.client().welcome("u_me").string("token")).isEqualTo("token1");
    }

    @Test
    void givesUpWhenNoTokenIsGood() {
        start();
        for (int i = 0; i < 4; i++) {
            FakeEdge.Client client = edge.client();
            client.expect("hello");
            client.close(4001, "unauthorized");
        }

        await().atMost(SOON).until(() -> session.state() == ConnectionState.LOGGED_OUT);
    }

    @Test
    void stopsWhenTheDeviceIsLoggedOut() {
        start();
        FakeEdge.Client first = edge.client();
        first.welcome("u_me");
        CompletableFuture<Sent> send = session.send("c", "text");
        first.expect("send");
        first.close(4003, "session_revoked");

        await().atMost(SOON).until(() -> told.contains("LOGGED_OUT"));
        await().atMost(SOON).until(send::isCompletedExceptionally);
        assertThat(edge.isLonely()).isTrue();
        assertThat(session.send("c", "more")).isCompletedExceptionally();
    }

    @Test
    void reconnectsAtAGapInsteadOfDeliveringPastIt() {
        positions.save("c", 5);
        start();
        FakeEdge.Client first = edge.client();
        first.welcome("u_me");
        first.message(8, 7, "b", "u_2");
        assertThat(first.closed()).isEqualTo(1000);

        FakeEdge.Client second = edge.client();
        assertThat(second.welcome("u_me").json().path("resume").path("c").asText()).isEqualTo("5");
        second.message(7, 5, "a", "u_2");
        second.message(8, 7, "b", "u_2");
        await().atMost(SOON).until(() -> told.contains("message 8"));

        assertThat(told).containsSubsequence("gap 5-8", "message 7", "message 8");
        assertThat(session.statistics().gaps()).isEqualTo(1);
    }

    @Test
    void sendsHeartbeats() {
        start();
        FakeEdge.Client client = edge.client();
        client.expect("hello");
        client.say("{'type':'welcome','userId':'u_me','heartbeatSeconds':1}");

        client.expect("ping");
        client.expect("ping");
    }

    @Test
    void leavesAnEdgeThatHasGoneSilent() {
        start();
        FakeEdge.Client client = edge.client();
        client.expect("hello");
        client.say("{'type':'welcome','userId':'u_me','heartbeatSeconds':1}");

        edge.client().welcome("u_me");
        assertThat(session.statistics().disconnects()).containsEntry(DisconnectCause.SILENT, 1L);
    }

    @Test
    void failsASendAtItsDeadlineAndSaysThatItMayHaveLanded() {
        start();
        FakeEdge.Client client = edge.client();
        client.welcome("u_me");
        CompletableFuture<Sent> send =
                session.send("id", "c", "text", OptionalLong.empty(), Duration.ofMillis(200));
        client.expect("send");

        assertThatThrownBy(send::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SendFailed.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(SendFailed.DEADLINE);
                            assertThat(e.isUnknown()).isTrue();
                            assertThat(e.id()).isEqualTo("id");
                        });
    }

    @Test
    void refusesTextsThatCouldNotArriveAsTheyAre() {
        start();

        assertThat(codeOf(session.send("c", ""))).isEqualTo("text_empty");
        assertThat(codeOf(session.send("c", "\ud800"))).isEqualTo("bad_frame");
        assertThat(codeOf(session.send("c", "x".repeat(100_001)))).isEqualTo("text_too_long");
        FakeEdge.Client client = edge.client();
        client.welcome("u_me");
        String longest = "\ud83d\ude00".repeat(100_000);
        session.send("c", longest);
        assertThat(client.expect("send").string("text")).isEqualTo(longest);
    }

    private static String codeOf(CompletableFuture<Sent> send) {
        return send.handle((ok, e) -> e instanceof SendFailed failed ? failed.code() : "none")
                .join();
    }

    @Test
    void aListenerThatIsSlowHoldsUpReadingButLosesNothing() {
        CountDownLatch goOn = new CountDownLatch(1);
        listener.gate = goOn;
        positions.save("c", 0);
        start(settings().withWaitingEvents(8));
        FakeEdge.Client client = edge.client();
        client.welcome("u_me");
        for (int i = 1; i <= 100; i++) {
            client.message(i, i - 1, "m" + i, "u_2");
        }
        await().atMost(SOON).until(() -> session.positions().get("c") >= 1);
        assertThat(session.positions().get("c")).isLessThan(20);
        goOn.countDown();

        await().atMost(SOON).until(() -> told.contains("message 100"));
        assertThat(told).filteredOn(t -> t.startsWith("message")).hasSize(100);
    }

    @Test
    void goesOnAfterAListenerThatThrows() {
        listener.throwAt = 1;
        positions.save("c", 0);
        start();
        FakeEdge.Client client = edge.client();
        client.welcome("u_me");
        client.message(1, 0, "a", "u_2");
        client.message(2, 1, "b", "u_2");

        await().atMost(SOON).until(() -> told.contains("message 2"));
    }

    @Test
    void closesForGood() {
        start();
        FakeEdge.Client client = edge.client();
        client.welcome("u_me");
        await().atMost(SOON).until(() -> session.state() == ConnectionState.ONLINE);
        CompletableFuture<Sent> send = session.send("c", "text");
        session.close();

        assertThat(codeOf(send)).isEqualTo(SendFailed.CLOSED);
        assertThat(client.closed()).isEqualTo(1000);
        assertThat(told).endsWith("CLOSED");
    }

    private final class FakeGateway implements Gateway {
        @Override
        public String token() {
            return "token" + tokens.get();
        }

        @Override
        public String presentToken() {
            return token();
        }

        @Override
        public String replacementOf(String refused) {
            return refused.equals(token()) ? "token" + tokens.incrementAndGet() : token();
        }

        @Override
        public List<URI> edges() {
            return edges;
        }
    }

    private final class Listener implements ChatListener {
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile long throwAt = -1;

        @Override
        public void onMessage(ChatMessage message) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            told.add("message " + message.position());
            if (message.position() == throwAt) {
                throw new IllegalStateException("as the test wants");
            }
        }

        @Override
        public void onCaughtUp(String channel, long position) {
            told.add("caughtUp " + position);
        }

        @Override
        public void onConnection(ConnectionState state) {
            told.add(state.name());
        }

        @Override
        public void onGap(Gap gap) {
            told.add("gap " + gap.last() + "-" + gap.found());
        }
    }
}
