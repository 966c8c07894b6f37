package chat.palaver.sink;

import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.kafka.TopicProvisioner;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.TopicSpec;
import chat.palaver.schemas.Topics;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Topics and tables of one test's own, with as many sinks as it likes. */
final class Installation implements AutoCloseable {
    static final OwnLogsConfig MOVING_AT_ONCE =
            new OwnLogsConfig(100, 500, Duration.ofMillis(100), Duration.ofMinutes(10));
    private static final Duration LONG = Duration.ofSeconds(60);

    final Topics topics;
    final KafkaConfig kafka;
    final Admin admin;
    final KafkaProducer<String, byte[]> producer;
    final Store store;
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    OwnLogsConfig ownLogs = MOVING_AT_ONCE;

    private final List<SinkService> sinks = new ArrayList<>();
    private ServiceContext context;
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
                                patient(kafka), new StringSerializer(), new ByteArraySerializer()));
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
        context =
                ServiceContext.alone(
                        "history-sink",
                        Clock.systemUTC(),
                        cause -> failure.compareAndSet(null, cause));
        SinkService sink = new SinkService(config, context);
        sinks.add(sink);
        sink.start();
        return sink;
    }

    void end(SinkService sink) throws Exception {
        sinks.remove(sink);
        sink.close();
    }

    void endSinks() throws Exception {
        for (SinkService sink : List.copyOf(sinks)) {
            end(sink);
        }
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

    /** A mover with these finishes what was begun, and begins nothing. */
    OwnLogsConfig noMoves() {
        return new OwnLogsConfig(0, 500, Duration.ofHours(1), Duration.ofMinutes(10));
    }

    /** As a mover does, and then dies. */
    void makeTopic(LogPlace place) throws Exception {
        new OwnTopics(admin, topics).create(place, Duration.ZERO);
    }

    void removeTopic(LogPlace place) throws Exception {
        new OwnTopics(admin, topics).remove(place);
        Awaitility.await().atMost(LONG).until(() -> !ownTopics().contains(place));
    }

    /** Whether every check of the last sink is good. */
    boolean isHealthy() {
        return context.health().ready().checks().entrySet().stream()
                .filter(check -> !check.getKey().equals("lifecycle"))
                .allMatch(check -> check.getValue().healthy());
    }

    /** What the topic of a place has been told that differs from the brokers' defaults. */
    Map<String, String> config(LogPlace place) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topics.logOf(place));
        return admin.describeConfigs(List.of(topic)).all().get().get(topic).entries().stream()
                .filter(e -> e.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    /** All dead letters of the channel logs. */
    List<ConsumerRecord<String, byte[]>> deadLetters() {
        TopicSpec topic = topics.deadLetter(topics.channelShared());
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        new KafkaSettings(kafka).consumer(),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, topic.partitions())
                            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    /** A loaded machine may take its time over new topics. */
    static Map<String, Object> patient(KafkaConfig kafka) {
        Map<String, Object> properties = new KafkaSettings(kafka).producer();
        properties.put("max.block.ms", "10000");
        return properties;
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
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
