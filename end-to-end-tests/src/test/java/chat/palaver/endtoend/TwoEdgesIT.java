package chat.palaver.endtoend;

import static chat.palaver.endtoend.TestClient.type;
import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.edge.EdgeConfig;
import chat.palaver.edge.EdgeService;
import chat.palaver.fanout.FanoutConfig;
import chat.palaver.fanout.FanoutService;
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
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.proto.MembershipChanged;
import chat.palaver.schemas.proto.SessionRevoked;
import chat.palaver.schemas.proto.UserEvent;
import chat.palaver.store.Device;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import chat.palaver.store.UserChannel;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two edges and the fan-out on a real Kafka and a real store: what is said on one is heard on the
 * other, once and in order, also while fan-outs come and go.
 */
class TwoEdgesIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();
    @RegisterExtension static final CqlStore CQL = new CqlStore();
    @TempDir static Path dir;

    private static final AtomicReference<Throwable> FAILED = new AtomicReference<>();
    private static final List<EdgeService> EDGES = new ArrayList<>();
    private static final List<Integer> PORTS = new ArrayList<>();
    private static KafkaConfig kafka;
    private static FanoutService fanout;
    private static LogAppender appender;
    private static Store store;
    private static TokenIssuer tokens;
    private static int starts;

    @BeforeAll
    static void start() throws Exception {
        Path key = dir.resolve("key.pem");
        Path publicKey = dir.resolve("public.pem");
        SigningKeys.createIfMissing(key, publicKey);
        tokens = TokenIssuer.read(key, Clock.systemUTC());
        kafka = KafkaConfig.development(KAFKA.bootstrapServers(), KAFKA.topicPrefix());
        startFanout();
        for (int i = 0; i < 2; i++) {
            int port = freePort();
            EdgeService edge = new EdgeService(config(publicKey, port), alone("edge-" + (i + 1)));
            edge.start();
            EDGES.add(edge);
            PORTS.add(port);
        }
        appender = LogAppender.open(new KafkaSettings(kafka).producer(), kafka.topics(), 100);
        store =
                Store.open(
                        StoreSettings.of(
                                List.of(CQL.contactPoint()), CQL.datacenter(), CQL.keyspace(), 1),
                        Duration.ofSeconds(30));
    }

    private static EdgeConfig config(Path publicKey, int port) {
        return new EdgeConfig(
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
                1_000);
    }

    private static ServiceContext alone(String name) {
        return ServiceContext.alone(name, Clock.systemUTC(), FAILED::set);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void startFanout() throws Exception {
        FanoutConfig config =
                new FanoutConfig(
                        kafka,
                        AdminConfig.ephemeral(),
                        1,
                        Duration.ofSeconds(6),
                        Duration.ofMinutes(2),
                        dir.resolve("fanout-" + starts++));
        fanout = new FanoutService(config, alone("fanout"));
        fanout.start();
    }

    @AfterAll
    static void stop() {
        EDGES.forEach(EdgeService::close);
        fanout.close();
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

    /** As the API and the sink make it. */
    private static Appended create(User ann, User bob) {
        Appended created = appender.append(Commands.directCreated(ann.id, bob.id, "create")).join();
        for (User user : List.of(ann, bob)) {
            UserChannel row =
                    new UserChannel(
                            user.id,
                            Ids.directChannel(ann.id, bob.id),
                            Optional.of(Role.MEMBER),
                            created.position(),
                            Kind.DIRECT);
            store.userChannels().write(row).toCompletableFuture().join();
        }
        return created;
    }

    private static String send(String id, String channel) {
        return "{\"type\":\"send\",\"id\":\"%s\",\"channel\":\"%s\",\"text\":\"text of %s\"}"
                .formatted(id, channel, id);
    }

    private static List<String> ids(TestClient client) {
        return client.frames.stream()
                .filter(type("message"))
                .map(frame -> frame.get("id").asText())
                .toList();
    }

    private static List<String> map(TestClient client, Function<JsonNode, String> field) {
        return client.frames.stream().filter(type("message")).map(field).toList();
    }

    @Test
    void everyMessageOnceAndInOrderWhileFanoutsComeAndGo() throws Exception {
        User ann = user();
        User bob = user();
        create(ann, bob);
        String channel = Ids.directChannel(ann.id, bob.id);
        List<String> expected = new ArrayList<>();
        try (TestClient a = TestClient.hello(PORTS.get(0), ann.token);
                TestClient b = TestClient.hello(PORTS.get(1), bob.token)) {
            a.await(type("caughtUp"));
            String head = b.await(type("caughtUp")).get("position").asText();
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 50; i++) {
                    String id = "m" + round + "-" + i;
                    expected.add(id);
                    a.send(send(id, channel));
                    if (round == 1 && i == 25) {
                        fanout.close();
                    }
                }
                if (round == 1) {
                    startFanout();
                }
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> {
                                assertThat(a.frames.stream().filter(type("error"))).isEmpty();
                                assertThat(ids(b)).hasSameSizeAs(expected);
                                assertThat(ids(a)).hasSameSizeAs(expected);
                                assertThat(a.frames.stream().filter(type("sent")))
                                        .hasSameSizeAs(expected);
                            });
            assertThat(ids(b)).isEqualTo(expected);
            assertThat(ids(a)).isEqualTo(expected);
            List<String> positions = map(b, frame -> frame.get("position").asText());
            List<String> prevs = map(b, frame -> frame.get("prev").asText());
            assertThat(prevs.get(0)).isEqualTo(head);
            assertThat(prevs.subList(1, prevs.size()))
                    .isEqualTo(positions.subList(0, positions.size() - 1));
            assertThat(map(a, frame -> frame.get("position").asText())).isEqualTo(positions);
        }
    }

    @Test
    void whoIsAddedWhileConnectedIsToldAndCaughtUp() {
        User ann = user();
        User bob = user();
        try (TestClient b = TestClient.hello(PORTS.get(1), bob.token)) {
            b.send("{\"type\":\"ping\"}");
            b.await(type("pong"));
            Appended created = create(ann, bob);
            UserEvent hint =
                    UserEvent.newBuilder()
                            .setUserId(bob.id)
                            .setMembershipChanged(
                                    MembershipChanged.newBuilder()
                                            .setChannelId(Ids.directChannel(ann.id, bob.id))
                                            .setPosition(created.position()))
                            .build();
            // A hint comes again until it is seen, as a sink that restarts would send it.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(
                            () -> {
                                appender.userEvent(hint).join();
                                return b.frames.stream().anyMatch(type("caughtUp"));
                            });
            JsonNode joined = b.await(type("channel"));
            assertThat(joined.get("position").asLong()).isEqualTo(created.position());
            assertThat(joined.get("kind").asText()).isEqualTo("direct");
            assertThat(b.frames.stream().filter(type("channel"))).hasSize(1);
            assertThat(b.frames.indexOf(joined))
                    .isLessThan(b.frames.indexOf(b.await(type("caughtUp"))));
        }
    }

    @Test
    void aLoggedOutDeviceIsClosed() {
        User ann = user();
        try (TestClient a = TestClient.hello(PORTS.get(0), ann.token)) {
            UserEvent event =
                    UserEvent.newBuilder()
                            .setUserId(ann.id)
                            .setSessionRevoked(SessionRevoked.newBuilder().setDeviceId(ann.device))
                            .build();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(
                            () -> {
                                appender.userEvent(event).join();
                                return a.closeCode != null;
                            });
            assertThat(a.closeCode).isEqualTo(4003);
        }
    }
}
