package chat.palaver.sink;

import chat.palaver.kit.HealthResult;
import chat.palaver.kit.Service;
import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.BrokerHealth;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.kafka.TopicProvisioner;
import chat.palaver.schemas.Topics;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import chat.palaver.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The sink as one service: readers of the shared channel logs, of the channels' own logs and of the
 * users' events, each with workers of its own, so that none waits for another; and the mover.
 */
final class SinkService implements Service {
    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(60);
    private static final Duration FINISH = Duration.ofSeconds(10);
    private static final Duration DROP = Duration.ofSeconds(5);
    private static final int READ_WORKERS = 4;
    private static final String CHANNELS_GROUP = "palaver-history";
    private static final String OWN_LOGS = "own-logs";
    private static final String READS_GROUP = "palaver-history-reads";

    private final SinkConfig config;
    private final ServiceContext context;
    private final KafkaSettings kafka;
    private final List<LogReader> readers = new ArrayList<>();
    private final List<Runnable> stops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    SinkService(SinkConfig config, ServiceContext context) {
        this.config = config;
        this.context = context;
        this.kafka = new KafkaSettings(config.kafka());
    }

    @Override
    public void start() throws Exception {
        Topics topics = kafka.topics();
        Admin admin = opened(Admin.create(kafka.admin()));
        new TopicProvisioner(admin).provision(topics.all(), TOPICS_WITHIN);
        Store store = opened(Store.open(settings(), config.store().startTimeout()));
        Producer<String, byte[]> producer =
                opened(
                        new KafkaProducer<>(
                                kafka.producer(),
                                new StringSerializer(),
                                new ByteArraySerializer()));
        Lag lag = new Lag(context.clock(), partition -> lagName(topics, partition));
        Duration alarmAt = config.kafka().sharedRetention().dividedBy(2);
        SinkMetrics metrics = new SinkMetrics(context.metrics(), lag, alarmAt);
        Insistence onStore =
                new Insistence(StoreUnavailable.class::isInstance, metrics.storeRetries);
        Insistence onKafka = new Insistence(Outlet::isPassing, metrics.kafkaRetries);
        StoreRows rows = new StoreRows(store, onStore);
        Outlet outlet = new Outlet(producer, topics, onKafka, metrics);
        StartingPoints starts = new StartingPoints(admin, store.sinkProgress());
        LogReader.Progress progress =
                (partition, row, claim) ->
                        onStore.until(
                                claim,
                                () ->
                                        store.sinkProgress()
                                                .write(
                                                        partition.topic(),
                                                        partition.partition(),
                                                        row)
                                                .toCompletableFuture());

        LogReader.Tools shared =
                new LogReader.Tools(
                        topics,
                        starts::find,
                        progress,
                        outlet,
                        workers("channels", config.workers()),
                        lag,
                        metrics);
        // Records of shared logs may wait for those of own logs, which must not wait for a thread.
        ExecutorService ownWorkers = workers("own-logs", config.workers());
        OwnLogBook book = new OwnLogBook(store, rows, onStore, ownWorkers, context::fail);
        ChannelWork channels =
                new ChannelWork(
                        topics,
                        rows,
                        outlet,
                        new Folds(config.rememberedEntries()),
                        new ChannelWork.OwnLogs(book, new OwnLogRule(config.ownLogs().members())),
                        metrics);
        stops.add(channels::close);
        read(
                CHANNELS_GROUP,
                groupConsumer(CHANNELS_GROUP),
                new LogReader.Reading(
                        topics.channelShared(),
                        new GroupPartitions(topics.channelShared(), book, System::nanoTime),
                        channels),
                shared);
        LogReader own =
                read(
                        OWN_LOGS,
                        ownLogsConsumer(),
                        new LogReader.Reading(
                                topics.channelShared(),
                                new OwnPartitions(topics, book::toRead),
                                channels),
                        shared.with(starts::findAmongMany, ownWorkers));
        read(
                READS_GROUP,
                groupConsumer(READS_GROUP),
                new LogReader.Reading(
                        topics.userEvents(),
                        new GroupPartitions(
                                topics.userEvents(), GroupPartitions.Heirs.NONE, System::nanoTime),
                        new ReadWork(topics, store, rows, outlet, metrics)),
                shared.with(starts::find, workers("reads", READ_WORKERS)));
        Mover mover = mover(book, new OwnTopics(admin, topics), outlet, store, metrics);
        metrics.ownLogs(own::parts, mover, config.ownLogs().budget(), channels::waiting);
        context.health().register("kafka", new BrokerHealth(admin));
        context.health().register("store", () -> state(onStore.trouble()));
        context.health().register("announcements", () -> state(onKafka.trouble()));
        context.health().register("partitions", this::partitions);
        context.health().register("own-logs", () -> state(mover.trouble()));
        threads.forEach(Thread::start);
    }

    @Override
    public void close() throws Exception {
        stops.forEach(Runnable::run);
        readers.forEach(LogReader::stop);
        join(FINISH);
        readers.forEach(LogReader::abandon);
        join(DROP);
        while (!resources.isEmpty()) {
            resources.pop().close();
        }
    }

    private Mover mover(
            OwnLogBook book, OwnTopics ownTopics, Outlet outlet, Store store, SinkMetrics metrics) {
        Mover.Setting setting =
                new Mover.Setting(
                        MovePlan.Limits.of(config.ownLogs()),
                        kafka.topics().partitions(),
                        context.clock());
        Mover mover = new Mover(book, ownTopics, outlet, store, setting, metrics);
        book.onChange(mover::wake);
        stops.add(mover::stop);
        threads.add(context.threads("mover").newThread(mover));
        return mover;
    }

    private LogReader read(
            String name,
            Consumer<byte[], byte[]> consumer,
            LogReader.Reading reading,
            LogReader.Tools tools) {
        LogReader reader = new LogReader(consumer, reading, tools);
        readers.add(reader);
        threads.add(context.threads(name).newThread(reader));
        return reader;
    }

    private Consumer<byte[], byte[]> groupConsumer(String group) {
        Map<String, Object> properties = kafka.groupConsumer(group);
        properties.put(
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        return consumer(properties);
    }

    private Consumer<byte[], byte[]> ownLogsConsumer() {
        Map<String, Object> properties = kafka.consumer();
        properties.put("client.id", context.name() + "-" + OWN_LOGS);
        // Each fetch makes the broker look at each of them, and there may be a thousand.
        properties.put("fetch.max.wait.ms", "100");
        return consumer(properties);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
        properties.put("max.poll.records", "500");
        properties.put("fetch.max.bytes", String.valueOf(8 << 20));
        // Nobody waits for a row by the millisecond: a batch pays for one fetch and one progress
        // row, however many records it has.
        properties.put("fetch.min.bytes", String.valueOf(32 << 10));
        properties.putIfAbsent("fetch.max.wait.ms", "20");
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Own logs go by one name, however many there are. */
    private static String lagName(Topics topics, String partition) {
        String topic = partition.substring(0, partition.lastIndexOf('-'));
        return topics.ownPlace(topic).isPresent() ? OWN_LOGS : partition;
    }

    private ExecutorService workers(String purpose, int count) {
        ExecutorService workers = Executors.newFixedThreadPool(count, context.threads(purpose));
        resources.push(workers::shutdownNow);
        return workers;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        resources.push(resource);
        return resource;
    }

    private void join(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left > 0 && thread.isAlive()) {
                thread.join(left);
            }
        }
    }

    private HealthResult partitions() {
        return readers.stream()
                .map(LogReader::trouble)
                .filter(trouble -> trouble != null)
                .findFirst()
                .map(HealthResult::bad)
                .orElseGet(HealthResult::ok);
    }

    private static HealthResult state(String trouble) {
        return trouble == null ? HealthResult.ok() : HealthResult.bad(trouble);
    }

    private StoreSettings settings() {
        StoreConfig c = config.store();
        return new StoreSettings(
                c.contactPoints(),
                c.datacenter(),
                c.keyspace(),
                c.replicationFactor(),
                StoreSettings.Credentials.of(c.username(), c.password()),
                c.requestTimeout(),
                c.maxInFlight(),
                c.maxQueued());
    }
}
