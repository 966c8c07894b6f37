package chat.palaver.api;

import chat.palaver.ingest.LogAppender;
import chat.palaver.ingest.SendLimiter;
import chat.palaver.kit.GracefulClose;
import chat.palaver.kit.HealthResult;
import chat.palaver.kit.ProblemErrors;
import chat.palaver.kit.Service;
import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.BrokerHealth;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.kafka.TopicProvisioner;
import chat.palaver.kit.token.TokenIssuer;
import chat.palaver.kit.token.TokenVerifier;
import chat.palaver.schemas.Topics;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import io.javalin.Javalin;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;

/** The API server: HTTP for accounts, channels, history and service discovery. */
public final class ApiService implements Service {
    private static final int MOST_CONNECTIONS = 2_000;
    private static final int CHUNK_OVERHEAD_BYTES = 64;
    private static final int MAX_APPENDS = 10_000;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final ApiConfig config;
    private final ServiceContext context;
    private final GracefulClose closing;
    private Javalin server;

    public ApiService(ApiConfig config, ServiceContext context) {
        this.config = config;
        this.context = context;
        this.closing = new GracefulClose(context.name());
    }

    @Override
    public void start() throws Exception {
        KafkaSettings kafka = new KafkaSettings(config.kafka());
        Topics topics = kafka.topics();
        Admin admin = closing.add("admin client", Admin.create(kafka.admin()));
        new TopicProvisioner(admin).provision(topics.all(), START_LIMIT);
        Store store = closing.add("store", Store.open(settings(), config.store().startTimeout()));
        LogAppender log =
                closing.add("log", LogAppender.open(kafka.producer(), topics, MAX_APPENDS));
        context.health().register("kafka", new BrokerHealth(admin));
        context.health().register("store", () -> probe(store));
        Routes routes = new Routes(parts(store, log, admin, kafka));
        server =
                Javalin.create(
                        javalin -> {
                            javalin.startup.showJavalinBanner = false;
                            javalin.startup.showOldJavalinVersionWarning = false;
                            javalin.http.maxRequestSize = config.bodyBytes();
                            javalin.http.generateEtags = false;
                            javalin.jetty.modifyServer(this::bound);
                            routes.addTo(javalin.routes);
                        });
        closing.add("http", () -> server.stop());
        server.start(config.host(), config.port());
    }

    /**
     * A request's thread is taken when its body is there: bodies that come byte by byte hold a
     * connection and no thread, and there is a bound to the connections.
     */
    private void bound(Server http) {
        EagerContentHandler.ContentLoaderFactory bodies =
                new EagerContentHandler.RetainedContentLoaderFactory(
                        config.bodyBytes() + 1, CHUNK_OVERHEAD_BYTES, false);
        http.setHandler(new EagerContentHandler(bodies));
        http.setErrorHandler(new ProblemErrors());
        http.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, http));
    }

    private Routes.Parts parts(Store store, LogAppender log, Admin admin, KafkaSettings kafka)
            throws IOException {
        Topics topics = kafka.topics();
        Passwords passwords = closing.add("passwords", new Passwords(context.threads("passwords")));
        RefreshTokens refresh = new RefreshTokens(Files.readAllBytes(config.tokenPrivateKey()));
        TokenIssuer issuer = TokenIssuer.read(config.tokenPrivateKey(), context.clock());
        Accounts accounts = new Accounts(store, log, passwords, issuer, refresh, context.clock());
        SinkWaiting sink = new SinkWaiting(store, admin, topics);
        return new Routes.Parts(
                store,
                accounts,
                new ChannelChanges(store, log, sink, accounts),
                new ChannelViews(store, accounts),
                new HistoryPages(store),
                sink,
                followEdges(kafka),
                TokenVerifier.read(config.tokenPublicKey(), context.clock()),
                new SendLimiter(
                        config.signInsPerMinute(),
                        Duration.ofMinutes(1),
                        config.signInsPerMinute()),
                new Origins(config.allowedOrigins()),
                new ApiMetrics(context.metrics()));
    }

    private EdgeDirectory followEdges(KafkaSettings kafka) {
        EdgeDirectory edges =
                new EdgeDirectory(
                        new KafkaConsumer<>(
                                kafka.consumer(),
                                new StringDeserializer(),
                                new ByteArrayDeserializer()),
                        kafka.topics().edges(),
                        context.clock());
        Thread thread = context.threads("edges").newThread(edges);
        thread.start();
        closing.add(
                "edges",
                () -> {
                    edges.close();
                    thread.join(Duration.ofSeconds(5).toMillis());
                });
        return edges;
    }

    /** The port in use: another than the configured one if that is 0. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        closing.close(DRAIN);
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

    private static HealthResult probe(Store store) {
        try {
            Answers.of(store.probe());
            return HealthResult.ok();
        } catch (RuntimeException e) {
            return HealthResult.bad("the store does not answer");
        }
    }
}
