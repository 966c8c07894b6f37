package chat.palaver.sink;

import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.kafka.TopicProvisioner;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Topics;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics and tables of one test's own, with as many sinks as it likes. */
final class Installation implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    final Topics topics;
    final KafkaConfig kafka;
    final Admin admin;
    final KafkaProducer<String, byte[]> producer;
    final Store store;
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    OwnLogsConfig ownLogs =
            new OwnLogsConfig(100, 500, Duration.ofMillis(100), Duration.ofMinutes(10));

    private final StoreConfig storeConfig;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Installation(KafkaCluster cluster, CqlStore cql, String name) throws Exception {
        kafka =
                KafkaConfig.development(
                        cluster.bootstrapServers(), cluster.topicPrefix() + name + ".");
        topics = kafka.topics();
        admin = opened(cluster.admin());
        new TopicProvisioner(admin).provision(topics.all(), LONG);
        producer =
                opened(
                        new KafkaProducer<>(
                                new KafkaSettings(kafka).producer(),
                                new StringSerializer(),
                                new ByteArraySerializer()));
        String keyspace = cql.keyspace() + name;
        storeConfig = StoreConfig.development(cql.contactPoint(), keyspace);
        store =
                opened(
                        Store.open(
                                StoreSettings.of(
                                        List.of(cql.contactPoint()), cql.datacenter(), keyspace, 1),
                                LONG));
    }

    SinkService sink() throws Exception {
        SinkConfig config =
                new SinkConfig(kafka, storeConfig, AdminConfig.ephemeral(), 8, 10_000, ownLogs);
        ServiceContext context =
                ServiceContext.alone(
                        "history-sink",
                        Clock.systemUTC(),
                        cause -> failure.compareAndSet(null, cause));
        SinkService sink = opened(new SinkService(config, context));
        sink.start();
        return sink;
    }

    void end(SinkService sink) throws Exception {
        opened.remove(sink);
        sink.close();
    }

    Room room() {
        return new Room(this, new Chat());
    }

    Set<LogPlace> ownTopics() throws Exception {
        return admin.listTopics().names().get().stream()
                .map(topics::ownPlace)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }
}
