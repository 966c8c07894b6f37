package chat.palaver.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.testkit.KafkaCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class KafkaIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Test
    void createsWhatIsMissingAndNamesItsIdEverAfter() throws Exception {
        KafkaSettings settings = settings("create.");
        try (Admin admin = Admin.create(settings.admin())) {
            TopicProvisioner provisioner = new TopicProvisioner(admin);

            Map<String, Uuid> first = provisioner.provision(settings.topics().all(), DEADLINE);
            Map<String, Uuid> second = provisioner.provision(settings.topics().all(), DEADLINE);

            assertThat(first)
                    .isEqualTo(second)
                    .containsOnlyKeys(
                            settings.topics().all().stream().map(TopicSpec::name).toList())
                    .doesNotContainValue(Uuid.ZERO_UUID);
        }
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings.producer(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            String name = settings.topics().channelShared().name();
            assertThat(producer.send(new ProducerRecord<>(name, 0, null, null)).get().offset())
                    .isZero();
        }
    }

    @Test
    void givesTheTimesOfAStreamsGroupToTheBroker() throws Exception {
        KafkaSettings settings = settings("group.");
        ConfigResource resource =
                new ConfigResource(ConfigResource.Type.GROUP, settings.group("fanout"));
        try (Admin admin = Admin.create(settings.admin())) {
            new StreamsGroup("fanout", GroupProtocol.STREAMS, Duration.ofSeconds(8))
                    .prepare(admin, settings);

            await().atMost(DEADLINE)
                    .untilAsserted(
                            () ->
                                    assertThat(describe(admin, resource))
                                            .containsEntry("streams.session.timeout.ms", "8000")
                                            .containsEntry(
                                                    "streams.heartbeat.interval.ms", "2000"));
        }
    }

    private static Map<String, String> describe(Admin admin, ConfigResource resource)
            throws Exception {
        Map<String, String> values = new HashMap<>();
        admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .entries()
                .forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }

    @Test
    void manyServicesMayStartAtOnce() throws Exception {
        KafkaSettings settings = settings("race.");

        List<CompletableFuture<Map<String, Uuid>>> starts =
                IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> provision(settings)))
                        .toList();

        for (CompletableFuture<Map<String, Uuid>> start : starts) {
            assertThat(start.get(60, TimeUnit.SECONDS)).isEqualTo(starts.get(0).get());
        }
    }

    @Test
    void refusesATopicOfAnotherShape() throws Exception {
        KafkaSettings settings = settings("shape.");
        provision(settings);
        try (Admin admin = Admin.create(settings.admin())) {
            String name = settings.topics().channelShared().name();
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(6))).all().get();

            // A broker knows of new partitions a moment after the controller has made them.
            await().untilAsserted(
                            () ->
                                    assertThatThrownBy(() -> provision(settings))
                                            .isInstanceOf(TopicMismatch.class)
                                            .hasMessageContaining(name + " has 6 partitions"));
        }
    }

    @Test
    void saysThatKafkaIsOutOfReach() throws Exception {
        KafkaConfig config = KafkaConfig.development("127.0.0.1:" + closedPort(), "none.");
        KafkaSettings settings = new KafkaSettings(config);
        Map<String, Object> hurried = settings.admin();
        hurried.put("default.api.timeout.ms", "1000");
        hurried.put("request.timeout.ms", "500");
        try (Admin admin = Admin.create(hurried)) {
            TopicProvisioner provisioner = new TopicProvisioner(admin);

            assertThatThrownBy(
                            () ->
                                    provisioner.provision(
                                            settings.topics().all(), Duration.ofMillis(100)))
                    .isInstanceOf(KafkaUnavailable.class)
                    .hasMessageContaining("check kafka.bootstrap-servers");
        }
    }

    @Test
    void saysThatBrokersAreTooFewForTheReplicas() {
        KafkaConfig config =
                new KafkaConfig(
                        List.of(KAFKA.bootstrapServers()),
                        KAFKA.topicPrefix() + "replicas.",
                        1,
                        1,
                        7,
                        Duration.ofDays(7),
                        Map.of());
        KafkaSettings settings = new KafkaSettings(config);
        try (Admin admin = Admin.create(settings.admin())) {
            TopicProvisioner provisioner = new TopicProvisioner(admin);

            assertThatThrownBy(
                            () ->
                                    provisioner.provision(
                                            settings.topics().all(), Duration.ofMillis(100)))
                    .isInstanceOf(KafkaUnavailable.class)
                    .hasMessageContaining("fewer brokers than kafka.replication-factor");
        }
    }

    @Test
    void knowsWhetherABrokerAnswers() throws Exception {
        try (Admin admin = KAFKA.admin()) {
            BrokerHealth health = new BrokerHealth(admin);
            await().until(() -> health.get().healthy());
        }
        Map<String, Object> nowhere =
                new KafkaSettings(KafkaConfig.development("127.0.0.1:" + closedPort(), "")).admin();
        try (Admin admin = Admin.create(nowhere)) {
            BrokerHealth health = new BrokerHealth(admin);
            await().until(() -> health.get().detail().contains("no broker answers"));
            assertThat(health.get().healthy()).isFalse();
        }
    }

    private static Map<String, Uuid> provision(KafkaSettings settings) {
        try (Admin admin = Admin.create(settings.admin())) {
            return new TopicProvisioner(admin).provision(settings.topics().all(), DEADLINE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KafkaSettings settings(String prefix) {
        return new KafkaSettings(
                KafkaConfig.development(KAFKA.bootstrapServers(), KAFKA.topicPrefix() + prefix));
    }

    /** Free a moment ago; nothing listens there. */
    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
