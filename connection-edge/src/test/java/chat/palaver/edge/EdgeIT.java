package chat.palaver.edge;

import static chat.palaver.edge.TestClient.error;
import static chat.palaver.edge.TestClient.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.ingest.Appended;
import chat.palaver.ingest.Commands;
import chat.palaver.ingest.LogAppender;
import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.token.SigningKeys;
import chat.palaver.kit.token.TokenIssuer;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Role;
import chat.palaver.store.Device;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import chat.palaver.store.UserChannel;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One edge on a real Kafka and a real store, without fan-out and sink: what is sent comes back by
 * the edge's own reading of the log, as it must when the fan-out is down.
 */
class EdgeIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();
    @TempDir static Path dir;

    private static final int MOST_CONNECTIONS = 100;
    private static final int INCOMING_BYTES = 4 << 20;
    private static final int NO_CODE = 0;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final long MOST_PINGS = 2_000_000;
    private static final AtomicLong lastSeen = new AtomicLong();
    private static final AtomicReference<Throwable> FAILED = new AtomicReference<>();
    private static ServiceContext context;
    private static EdgeService edge;
    private static LogAppender appender;
    private static Store store;
    private static TokenIssuer tokens;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Path key = dir.resolve("key.pem");
        Path publicKey = dir.resolve("public.pem");
        SigningKeys.createIfMissing(key, publicKey);
        tokens = TokenIssuer.read(key, Clock.systemUTC());
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        KafkaConfig kafka = KafkaConfig.development(KAFKA.bootstrapServers(), KAFKA.topicPrefix());
        EdgeConfig config =
                new EdgeConfig(
                        kafka,
                        StoreConfig.development(CQL.contactPoint(), CQL.keyspace()),
                        AdminConfig.ephemeral(),
                        "127.0.0.1",
                        port,
                        "",
                        "local",
                        publicKey,
                        List.of(),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(3),
                        4 << 20,
                        INCOMING_BYTES,
                        MOST_CONNECTIONS);
        context = ServiceContext.alone("edge", Clock.systemUTC(), FAILED::set);
        edge = new EdgeService(config, context);
        edge.start();
        Topics topics = kafka.topics();
        appender = LogAppender.open(new KafkaSettings(kafka).producer(), topics, 100);
        store =
                Store.open(
                        StoreSettings.of(
                                List.of(CQL.contactPoint()), CQL.datacenter(), CQL.keyspace(), 1),
                        Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        edge.close();
        appender.close();
        store.close();
        assertThat(FAILED.get()).isNull();
    }

    private record User(String id, String device, String token) {}

    private static User user() {
        String id = Ids.newUser();
        String device = Ids.newDevice();
        Device row = new Device(id, device, "t", "bot", Instant.now(), "h", 1);
        assertThat(store.devices().create(row).toCompletableFuture().join()).isTrue();
        return new User(id, device, tokens.issue(id, device));
    }

    /** As the API and the sink would make it. */
    private static String direct(User ann, User bob) {
        long created = append(ann, bob);
        String channel = Ids.directChannel(ann.id, bob.id);
        tabulate(channel, created, ann, bob);
        return channel;
    }

    private static long append(User ann, User bob) {
        Appended created = appender.append(Commands.directCreated(ann.id, bob.id, "create")).join();
        return created.position();
    }

    private static void tabulate(String channel, long created, User... members) {
        for (User user : members) {
            UserChannel row =
                    new UserChannel(
                            user.id, channel, Optional.of(Role.MEMBER), created, Kind.DIRECT);
            store.userChannels().write(row).toCompletableFuture().join();
        }
    }

    private static String send(String id, String channel, String text) {
        return "{\"type\":\"send\",\"id\":\"%s\",\"channel\":\"%s\",\"text\":\"%s\"}"
                .formatted(id, channel, text);
    }

    @Test
    void aMessageReachesBothAndIsAnsweredOnce() {
        User ann = user();
        User bob = user();
        String channel = direct(ann, bob);
        try (TestClient a = TestClient.hello(port, ann.token);
                TestClient b = TestClient.hello(port, bob.token)) {
            String head = a.await(type("caughtUp")).get("position").asText();
            b.await(type("caughtUp"));
            a.send(send("m1", channel, "hi\\u0000"));
            JsonNode sent = a.await(type("sent"));
            JsonNode got = b.await(type("message"));
            assertThat(got.get("position")).isEqualTo(sent.get("position"));
            assertThat(got.get("prev").asText()).isEqualTo(head);
            assertThat(got.get("text").asText()).isEqualTo("hi\0");
            assertThat(got.get("sender").asText()).isEqualTo(ann.id);
            assertThat(a.await(type("message"))).isEqualTo(got);

            a.send(send("m1", channel, "another text"));
            JsonNode again = a.await(type("sent").and(f -> f.has("duplicate")));
            assertThat(again.get("position")).isEqualTo(sent.get("position"));
            a.send(send("m2", channel, "x"));
            JsonNode second = b.await(type("message").and(f -> f.get("id").asText().equals("m2")));
            assertThat(second.get("prev")).isEqualTo(sent.get("position"));
            assertThat(b.frames.stream().filter(type("message"))).hasSize(2);
        }
    }

    @Test
    void aSessionResumesAfterItsPosition() {
        User ann = user();
        User bob = user();
        String channel = direct(ann, bob);
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.await(type("caughtUp"));
            a.send(send("1", channel, "one"));
            String first = a.await(type("sent")).get("position").asText();
            a.send(send("2", channel, "two"));
            a.await(type("sent").and(f -> f.get("id").asText().equals("2")));
            try (TestClient b = new TestClient(port)) {
                b.send(
                        "{\"type\":\"hello\",\"token\":\"%s\",\"resume\":{\"%s\":\"%s\"}}"
                                .formatted(bob.token, channel, first));
                JsonNode got = b.await(type("message"));
                assertThat(got.get("id").asText()).isEqualTo("2");
                assertThat(got.get("prev").asText()).isEqualTo(first);
                assertThat(b.await(type("caughtUp")).get("position"))
                        .isEqualTo(got.get("position"));
            }
        }
    }

    @Test
    void aSessionResumesAChannelThatTheTablesDoNotKnowYet() {
        User ann = user();
        User bob = user();
        long created = append(ann, bob);
        String channel = Ids.directChannel(ann.id, bob.id);
        try (TestClient a = new TestClient(port)) {
            a.send(
                    "{\"type\":\"hello\",\"token\":\"%s\",\"resume\":{\"%s\":\"%d\",\"nonsense\":\"1\"}}"
                            .formatted(ann.token, channel, created));
            // What is no channel at all is refused when the tables are first asked for the other.
            assertThat(a.await(error("not_a_member")).get("detail").asText()).contains("nonsense");

            tabulate(channel, created, ann, bob);

            assertThat(a.await(type("caughtUp")).get("channel").asText()).isEqualTo(channel);
            assertThat(a.frames.stream().filter(type("error"))).hasSize(1);
        }
    }

    @Test
    void badFramesAreAnsweredAndTheConnectionStays() {
        User ann = user();
        String foreign = direct(user(), user());
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.send("{nonsense");
            a.await(error("bad_frame"));
            a.send("{\"type\":\"dance\",\"id\":\"d\"}");
            assertThat(a.await(error("unknown_type")).get("id").asText()).isEqualTo("d");
            a.send(send("e", foreign, ""));
            a.await(error("text_empty"));
            a.send(send("l", foreign, "x".repeat(100_001)));
            a.await(error("text_too_long"));
            a.send(send("f", foreign, "let me in"));
            assertThat(a.await(error("not_a_member")).get("id").asText()).isEqualTo("f");
            a.send("{\"type\":\"read\",\"channel\":\"" + foreign + "\",\"position\":\"1\"}");
            a.sendBinary(new byte[] {1});
            a.send("{\"type\":\"ping\",\"n\":7}");
            assertThat(a.await(type("pong")).get("n").asInt()).isEqualTo(7);
            assertThat(a.frames.stream().filter(error("bad_frame"))).hasSize(2);
            assertThat(a.closeCode).isNull();
        }
    }

    @Test
    void theLongestTextPassesAndAFrameOverTheLimitDoesNot() {
        User ann = user();
        User bob = user();
        String channel = direct(ann, bob);
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.await(type("caughtUp"));
            a.send(send("long", channel, "\\ud83d\\ude00".repeat(100_000)));
            a.await(type("sent"));
            assertThat(a.await(type("message")).get("text").asText().codePoints().count())
                    .isEqualTo(100_000);
            try {
                a.send(send("huge", channel, "x".repeat(1_400_000)));
            } catch (CompletionException e) {
                // Closed while it was still sending: as good.
            }
            assertThat(a.awaitClose()).isEqualTo(1009);
        }
    }

    @Test
    void aTextOverTheLimitIsRefusedThoughItDoesNotEnd() {
        User ann = user();
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.begin("x".repeat(1_400_000));

            assertThat(a.awaitClose()).isEqualTo(1009);
        }
    }

    @Test
    void nobodyIsWelcomeWithoutAGoodToken() {
        User gone = user();
        store.devices().delete(gone.id, gone.device).toCompletableFuture().join();
        for (String token : List.of("nonsense", gone.token, user().token + "x")) {
            try (TestClient a = new TestClient(port)) {
                a.send("{\"type\":\"hello\",\"token\":\"" + token + "\"}");
                assertThat(a.awaitClose()).isEqualTo(4001);
                assertThat(a.frames).isEmpty();
            }
        }
    }

    @Test
    void anotherFirstFrameIsAProtocolError() {
        try (TestClient a = new TestClient(port)) {
            a.send("{\"type\":\"ping\"}");
            assertThat(a.awaitClose()).isEqualTo(4002);
        }
    }

    @Test
    void aForeignOriginAndAMissingSubprotocolAreRefused() {
        URI uri = URI.create("ws://127.0.0.1:" + port + "/v1/connect");
        HttpClient http = HttpClient.newHttpClient();
        java.net.http.WebSocket.Listener listener = new java.net.http.WebSocket.Listener() {};
        assertThatThrownBy(() -> http.newWebSocketBuilder().buildAsync(uri, listener).join())
                .isInstanceOf(CompletionException.class);
        assertThatThrownBy(
                        () ->
                                http.newWebSocketBuilder()
                                        .subprotocols("palaver.v1")
                                        .header("Origin", "https://evil.example")
                                        .buildAsync(uri, listener)
                                        .join())
                .isInstanceOf(CompletionException.class);
    }

    @Test
    void sendsOfASessionKeepTheirOrderFromTheFirstMoment() {
        User ann = user();
        String channel = direct(ann, user());
        try (TestClient a = TestClient.hello(port, ann.token)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ids.add("o" + i);
                a.send(send("o" + i, channel, "x"));
            }
            a.await(type("message").and(f -> f.get("id").asText().equals("o99")));
            assertThat(a.frames.stream().filter(type("message")).map(f -> f.get("id").asText()))
                    .containsExactlyElementsOf(ids);
        }
    }

    /** There is no sink here, so what an old id was cannot be found out. */
    @Test
    void theRepeatOfAnOldMessageHoldsNothingUp() {
        User ann = user();
        String channel = direct(ann, user());
        long hourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        String old = "%08x-%04x-7000-8000-000000000001".formatted(hourAgo >> 16, hourAgo & 0xffff);
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.await(type("caughtUp"));
            a.send(send(old, channel, "said long ago"));
            a.send(send("new", channel, "said now"));

            JsonNode refused = a.await(type("error"));
            assertThat(refused.get("id").asText()).isEqualTo(old);
            assertThat(refused.get("code").asText()).isEqualTo("unavailable");
            assertThat(a.frames.stream().takeWhile(frame -> frame != refused))
                    .anyMatch(type("sent").and(f -> f.get("id").asText().equals("new")));
        }
    }

    @Test
    void whoDoesNotAgreeToCloseIsCutOff() throws Exception {
        double before = connections();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            upgrade(socket);
            // A masked, empty text frame: not a hello, so the edge closes.
            socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0});
            socket.getOutputStream().flush();
            Awaitility.await().until(() -> connections() > before);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> connections() <= before);
        }
    }

    /** Pings without end and without reading: the flood must stop in the flooder's own socket. */
    @Test
    void aPingFloodWaitsForItsPongs() throws Exception {
        User ann = user();
        String channel = direct(ann, user());
        try (Socket flood = new Socket()) {
            flood.setReceiveBufferSize(4_096);
            flood.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            upgrade(flood);
            byte[] ping = new byte[6 + 125];
            ping[0] = (byte) 0x89;
            ping[1] = (byte) (0x80 | 125);
            AtomicLong sent = new AtomicLong();
            Thread flooder =
                    new Thread(
                            () -> {
                                try {
                                    while (sent.get() < MOST_PINGS) {
                                        flood.getOutputStream().write(ping);
                                        sent.incrementAndGet();
                                    }
                                } catch (IOException e) {
                                    // Cut off: as good.
                                }
                            });
            flooder.setDaemon(true);
            flooder.start();
            try (TestClient a = TestClient.hello(port, ann.token)) {
                a.await(type("caughtUp"));
                a.send(send("calm", channel, "x"));
                a.await(type("sent"));
            }
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                long before = sent.getAndAdd(0);
                                return before == lastSeen.getAndSet(before);
                            });
            assertThat(sent.get()).isLessThan(MOST_PINGS);
        }
    }

    /** Halves of long frames from strangers fill their own share and nothing else. */
    @Test
    void halfSentFramesOfStrangersAreBounded() throws Exception {
        User ann = user();
        String channel = direct(ann, user());
        List<Socket> strangers = new ArrayList<>();
        byte[] half = new byte[200_000];
        for (int i = 0; i < 40; i++) {
            strangers.add(halfSent(half));
        }
        int least = strangers.size() - INCOMING_BYTES / half.length - 1;
        Set<Socket> refused = new HashSet<>();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            for (Socket socket : strangers) {
                                if (!refused.contains(socket) && isRefused(socket)) {
                                    refused.add(socket);
                                }
                            }
                            return refused.size() >= least;
                        });
        for (Socket socket : strangers) {
            socket.close();
        }
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.await(type("caughtUp"));
            a.send(send("long", channel, "x".repeat(100_000)));
            a.await(type("sent"));
        }
    }

    /** A stranger's connection with the first half of a text of 240,000 bytes. */
    private static Socket halfSent(byte[] half) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(50);
        upgrade(socket);
        ByteBuffer header = ByteBuffer.allocate(14);
        // Text, not final, masked with zeros.
        header.put((byte) 0x01).put((byte) 0xff).putLong(240_000).putInt(0);
        try {
            socket.getOutputStream().write(header.array());
            socket.getOutputStream().write(half);
        } catch (IOException e) {
            // Refused before it was through.
        }
        return socket;
    }

    /**
     * Whether the edge has ended this connection with 1013, or without a code: the network may drop
     * the close frame of a connection that is cut while bytes of ours are under way.
     */
    private static boolean isRefused(Socket socket) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        boolean ended = true;
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketTimeoutException e) {
            ended = false;
        } catch (IOException e) {
            // Cut off.
        }
        int code = closeCode(read.toByteArray());
        return code == TRY_AGAIN_LATER || ended && code == NO_CODE;
    }

    /** The code of the close frame behind the answer to the upgrade, or none. */
    private static int closeCode(byte[] bytes) {
        for (int i = 0; i + 3 < bytes.length; i++) {
            if ((bytes[i] & 0xff) == 0x88 && (bytes[i + 1] & 0xff) < 126) {
                return (bytes[i + 2] & 0xff) << 8 | (bytes[i + 3] & 0xff);
            }
        }
        return NO_CODE;
    }

    private static void upgrade(Socket socket) throws IOException {
        String request =
                """
                GET /v1/connect HTTP/1.1\r
                Host: x\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                Sec-WebSocket-Protocol: palaver.v1\r
                \r
                """;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static double connections() {
        return metric("palaver_edge_connections");
    }

    private static double hop(String name) {
        return metric("palaver_edge_hop_seconds_count{hop=\"" + name + "\"}");
    }

    private static double metric(String series) {
        String metrics =
                new String(context.metrics().exposition("text/plain"), StandardCharsets.UTF_8);
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** There is no fan-out here: the hops behind it are shown and stay empty. */
    @Test
    void showsWhatTheHopsOfAMessageTook() {
        User ann = user();
        String channel = direct(ann, user());
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.await(type("caughtUp"));
            double queued = hop("queue");
            double appended = hop("append");
            double logged = hop("logged");
            double sent = hop("sent");

            a.send(send("timed", channel, "x"));
            a.await(type("sent"));

            Awaitility.await().until(() -> hop("sent") > sent);
            assertThat(hop("queue")).isGreaterThan(queued);
            assertThat(hop("append")).isGreaterThan(appended);
            assertThat(hop("logged")).isGreaterThan(logged);
            assertThat(List.of("slot_read", "own_read", "loop_wait", "write"))
                    .allSatisfy(name -> assertThat(hop(name)).isNotNegative());
        }
    }

    @Test
    void whatIsNoUpgradeIsAnsweredWithAProblem() throws Exception {
        for (String path : List.of("/v1/connect", "/v1/poll", "/nothing")) {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            HttpResponse<String> answer =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(uri).build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/problem+json");
            assertThat(answer.body()).contains("\"code\":", "\"type\":\"about:blank\"");
        }
    }

    /** A refused upgrade holds no place among the connections. */
    @Test
    void aSubprotocolOfAnotherSpellingIsRefusedAndCountsForNothing() {
        URI uri = URI.create("ws://127.0.0.1:" + port + "/v1/connect");
        HttpClient http = HttpClient.newHttpClient();
        java.net.http.WebSocket.Listener listener = new java.net.http.WebSocket.Listener() {};
        for (int i = 0; i < MOST_CONNECTIONS + 10; i++) {
            assertThatThrownBy(
                            () ->
                                    http.newWebSocketBuilder()
                                            .subprotocols("Palaver.v1")
                                            .buildAsync(uri, listener)
                                            .join())
                    .isInstanceOf(CompletionException.class);
        }
        TestClient.hello(port, user().token).close();
    }

    @Test
    void recordsThatAreNoneDoNotStopAFeed() {
        User ann = user();
        User bob = user();
        String channel = direct(ann, bob);
        try (TestClient a = TestClient.hello(port, ann.token)) {
            a.await(type("caughtUp"));
            Topics topics =
                    KafkaConfig.development(KAFKA.bootstrapServers(), KAFKA.topicPrefix()).topics();
            appender.send(
                            topics.channelShared(),
                            topics.partitionOf(channel),
                            channel,
                            new byte[] {7, 7, 7})
                    .join();
            a.send(send("after", channel, "poison"));
            a.await(type("sent"));
            a.await(type("message"));
        }
    }
}
