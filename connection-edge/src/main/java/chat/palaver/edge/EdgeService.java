package chat.palaver.edge;

import chat.palaver.edge.chat.Chat;
import chat.palaver.edge.chat.EdgeIdentity;
import chat.palaver.edge.chat.Front;
import chat.palaver.edge.feed.ChannelPartition;
import chat.palaver.edge.feed.FeedContext;
import chat.palaver.edge.feed.FeedCounters;
import chat.palaver.edge.feed.LiveHops;
import chat.palaver.edge.feed.RecentBudget;
import chat.palaver.edge.feed.RecordFrames;
import chat.palaver.edge.log.EdgeDirectory;
import chat.palaver.edge.log.LogReader;
import chat.palaver.edge.log.OwnLogConsumer;
import chat.palaver.edge.log.SlotConsumer;
import chat.palaver.edge.socket.ChatServer;
import chat.palaver.edge.socket.Flusher;
import chat.palaver.ingest.LogAppender;
import chat.palaver.kit.HealthResult;
import chat.palaver.kit.Service;
import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.BrokerHealth;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.kafka.TopicProvisioner;
import chat.palaver.kit.token.TokenVerifier;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A chat server: from the log to sessions and back. */
public final class EdgeService implements Service {
    private static final Logger logger = LoggerFactory.getLogger(EdgeService.class);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration OWN_LOGS_LOOK = Duration.ofSeconds(15);
    private static final Duration SILENCE_CHECK = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final int IN_FLIGHT = 10_000;

    private final EdgeConfig config;
    private final ServiceContext context;
    private final KafkaSettings kafka;
    private final Topics topics;
    private final FeedCounters counters = new FeedCounters();
    private final EdgeMetrics metrics;
    private final EdgeHops times;
    private final LiveHops hops;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private volatile boolean draining;
    private volatile long keptIds;
    private Flusher flusher;
    private SingleThreadLoop loop;
    private LogAppender appender;
    private ChatServer server;
    private SlotConsumer slot;
    private Lease lease;
    private ProducerWatch producer;
    private EdgePorts ports;
    private Chat chat;
    private Front front;

    public EdgeService(EdgeConfig config, ServiceContext context) {
        this.config = config;
        this.context = context;
        kafka = new KafkaSettings(config.kafka());
        topics = kafka.topics();
        metrics = new EdgeMetrics(context.metrics(), counters);
        times = new EdgeHops(context.metrics(), context.clock());
        hops = new LiveHops(times, System::nanoTime);
    }

    @Override
    public void start() throws Exception {
        Admin admin = open(Admin.create(kafka.admin()));
        context.health().register("kafka", new BrokerHealth(admin));
        new TopicProvisioner(admin).provision(topics.all(), START);
        Store store = open(Store.open(settings(), config.store().startTimeout()));
        StoreHealth health = new StoreHealth(store);
        context.health().register("store", health);
        EdgeIdentity self = identity();
        flusher = open(new Flusher(context.threads("writer")));
        loop =
                open(
                        new SingleThreadLoop(
                                context.threads("loop"), flusher::taskDone, context::fail));
        producer = new ProducerWatch(loop, context::fail);
        appender = open(LogAppender.open(kafka.producer(), topics, IN_FLIGHT, times));
        LogReader reader =
                open(
                        new LogReader(
                                rangeConsumer(),
                                topics.channelShared().name(),
                                loop,
                                context.threads("reader")));
        OwnLogConsumer ownLogs =
                open(
                        new OwnLogConsumer(
                                ownLogConsumer(),
                                topics,
                                loop,
                                place -> appender.mark(place, self.id()),
                                hops,
                                times::ownRead,
                                context.threads("own-logs")));
        ports =
                new EdgePorts(
                        self,
                        topics,
                        loop,
                        appender,
                        reader,
                        ownLogs,
                        store,
                        TokenVerifier.read(config.tokenPublicKey(), context.clock()),
                        context.clock());
        StoredChannels tables = new StoredChannels(store, topics, loop);
        chat =
                new Chat(
                        self,
                        topics,
                        ports,
                        (int) config.clientHeartbeat().toSeconds(),
                        sessionsOf ->
                                new FeedContext(
                                        loop,
                                        tables,
                                        new RecordFrames(),
                                        sessionsOf,
                                        new RecentBudget(),
                                        counters,
                                        context.clock(),
                                        hops),
                        (shared, p) ->
                                new ChannelPartition(shared, p, ports.partition(p), ownLogs));
        front = new Front(chat, config.clientHeartbeat().multipliedBy(2), System::nanoTime);
        slot = open(slot(self));
        slot.positioned().get(START.toSeconds(), TimeUnit.SECONDS);
        listen(self);
        context.health()
                .register("edge", () -> HealthResult.of(!draining, draining ? "draining" : "open"));
    }

    /**
     * What a range is read from is there. But when it has been read, a fetch of what comes behind
     * it is under way already, and the next range, of whichever partition, waits until that is
     * answered: half a second, in a quiet log, with what Kafka takes by default.
     */
    private Map<String, Object> rangeConsumer() {
        Map<String, Object> properties = kafka.consumer();
        properties.put("fetch.max.wait.ms", "5");
        return properties;
    }

    /**
     * A log that is added waits for the fetch that is under way, and a feed with it; one just made
     * may not be known to every broker yet.
     */
    private Map<String, Object> ownLogConsumer() {
        Map<String, Object> properties = kafka.consumer();
        properties.put("max.poll.records", 1_000);
        properties.putIfAbsent("fetch.max.wait.ms", "100");
        properties.putIfAbsent("retry.backoff.ms", "20");
        return properties;
    }

    private EdgeIdentity identity() {
        int free =
                EdgeDirectory.freeSlot(
                        kafka.consumer(),
                        topics.edges().name(),
                        topics.deliveries().partitions(),
                        context.clock());
        // Later starts have greater ones, whatever becomes of the id.
        long incarnation = context.clock().millis();
        return new EdgeIdentity(Ids.newEdge(), incarnation, free);
    }

    private SlotConsumer slot(EdgeIdentity self) {
        Map<String, Object> properties = kafka.consumer();
        properties.put("max.poll.records", 5_000);
        return new SlotConsumer(
                properties,
                new TopicPartition(topics.deliveries().name(), self.slot()),
                self.id(),
                self.incarnation(),
                new Slot(),
                context.threads("slot"));
    }

    /** What is read from the slot. */
    private final class Slot implements SlotConsumer.Reader {
        @Override
        public void read(Delivery delivery, long writtenMillis) {
            if (delivery.hasRouted()) {
                long age = context.clock().millis() - delivery.getRouted().getTime();
                metrics.readAfter(Duration.ofMillis(Math.max(0, age)));
                if (isOfChannel(delivery)) {
                    times.slotRead(writtenMillis);
                }
            }
        }

        @Override
        public void batch(List<Delivery> deliveries) {
            long read = hops.now();
            loop.execute(
                    () -> {
                        deliveries.forEach(EdgeService.this::seen);
                        hops.applying(read, () -> chat.onDeliveries(deliveries));
                        slot.applied();
                    });
        }

        @Override
        public void lost() {
            loop.execute(chat::onSlotLost);
        }
    }

    private static boolean isOfChannel(Delivery delivery) {
        return delivery.getSource() == DeliverySource.DELIVERY_SOURCE_CHANNELS;
    }

    private void seen(Delivery delivery) {
        if (delivery.hasRouted() && isOfChannel(delivery)) {
            ports.seen(delivery.getPartition(), delivery.getRouted().getOffset());
        }
    }

    private void listen(EdgeIdentity self) throws Exception {
        server =
                open(
                        new ChatServer(
                                config.host(),
                                config.port(),
                                config.allowedOrigins(),
                                config.sessionQueueBytes(),
                                config.incomingBytes(),
                                config.maxConnections(),
                                flusher,
                                front));
        server.start();
        String url =
                config.publicUrl().isEmpty()
                        ? "ws://" + config.host() + ":" + server.port()
                        : config.publicUrl();
        lease =
                new Lease(
                        self,
                        topics,
                        appender,
                        url,
                        config.region(),
                        config.leaseInterval(),
                        () -> (double) server.open() / config.maxConnections());
        context.metrics().gauge("edge_connections", "Connections open", server::open);
        context.metrics().gauge("edge_own_logs", "Own logs read", chat::ownLogsRead);
        context.metrics().gauge("edge_kept_ids", "Ids of an hour remembered", () -> keptIds);
        takeLease();
        every(config.leaseInterval(), this::renew);
        every(config.presenceInterval(), chat::beat);
        every(SWEEP, () -> chat.sweep(config.idleFeed()));
        every(SWEEP, chat::lookAtDevices);
        every(SWEEP, () -> keptIds = chat.keptIds());
        every(OWN_LOGS_LOOK, chat::lookAtOwnLogs);
        every(SILENCE_CHECK, front::closeSilent);
        logger.atInfo()
                .addKeyValue("edge", self.id())
                .addKeyValue("slot", self.slot())
                .addKeyValue("url", url)
                .log("edge open");
    }

    /** Kafka may be as new as this edge: what it cannot do yet it can in a moment. */
    private void takeLease() throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                lease.renew(false).get(START.toSeconds(), TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    /** Renews the lease, and watches by it that the producer lives. */
    private void renew() {
        producer.over(lease.renew(draining));
    }

    private void every(Duration interval, Runnable task) {
        loop.after(
                interval,
                () -> {
                    task.run();
                    every(interval, task);
                });
    }

    /** Stops accepting, says where to go, lets what is queued go out, and closes. */
    @Override
    public void close() {
        draining = true;
        if (lease != null) {
            server.refuse();
            try {
                endLease();
                drain();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        while (!opened.isEmpty()) {
            closeOne(opened.pop());
        }
    }

    /** If the log does not take it, it runs out by itself; sessions are told to go all the same. */
    private void endLease() throws InterruptedException {
        try {
            lease.end().get(DRAIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            logger.atWarn().addKeyValue("cause", e.toString()).log("lease not ended");
        }
    }

    private void drain() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        loop.execute(
                () -> {
                    chat.drain(after -> null);
                    told.countDown();
                });
        told.await(DRAIN.toSeconds(), TimeUnit.SECONDS);
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (server.open() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        CountDownLatch off = new CountDownLatch(1);
        loop.execute(
                () -> {
                    chat.sweep(Duration.ZERO);
                    off.countDown();
                });
        off.await(DRAIN.toSeconds(), TimeUnit.SECONDS);
    }

    private static void closeOne(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            logger.atWarn().addKeyValue("cause", e.toString()).log("not closed cleanly");
        }
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.push(closeable);
        return closeable;
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
