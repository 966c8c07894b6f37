package chat.palaver.api;

import chat.palaver.ingest.LogAppender;
import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.config.StoreConfig;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.token.SigningKeys;
import chat.palaver.store.Store;
import chat.palaver.store.StoreSettings;
import chat.palaver.testkit.CqlStore;
import chat.palaver.testkit.KafkaCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** An API server with a sink that applies the real fold, and a way to write to the logs. */
final class RunningApi implements AutoCloseable {
    private final ApiService service;
    private final KafkaSettings settings;
    private final Store store;
    private final FoldingSink sink;
    private final LogAppender log;
    private final Admin admin;

    /**
     * Starts both.
     *
     * @param signInsPerMinute that one address is allowed
     */
    RunningApi(KafkaCluster cluster, CqlStore cql, Path dir, int signInsPerMinute)
            throws Exception {
        Path key = dir.resolve("private.pem");
        Path publicKey = dir.resolve("public.pem");
        SigningKeys.createIfMissing(key, publicKey);
        KafkaConfig kafka =
                KafkaConfig.development(cluster.bootstrapServers(), cluster.topicPrefix());
        ApiConfig config =
                new ApiConfig(
                        AdminConfig.ephemeral(),
                        kafka,
                        StoreConfig.development(cql.contactPoint(), cql.keyspace()),
                        "127.0.0.1",
                        0,
                        key,
                        publicKey,
                        List.of(),
                        signInsPerMinute,
                        262_144);
        service =
                new ApiService(config, ServiceContext.alone("api", Clock.systemUTC(), cause -> {}));
        service.start();
        settings = new KafkaSettings(kafka);
        store =
                Store.open(
                        StoreSettings.of(
                                List.of(cql.contactPoint()), cql.datacenter(), cql.keyspace(), 1),
                        Duration.ofSeconds(60));
        log = LogAppender.open(settings.producer(), settings.topics(), 100);
        admin = Admin.create(settings.admin());
        sink =
                new FoldingSink(
                        store,
                        settings.topics(),
                        new KafkaConsumer<>(
                                settings.consumer(),
                                new StringDeserializer(),
                                new ByteArrayDeserializer()),
                        admin,
                        log);
    }

    int port() {
        return service.port();
    }

    KafkaSettings kafka() {
        return settings;
    }

    FoldingSink sink() {
        return sink;
    }

    LogAppender log() {
        return log;
    }

    Admin admin() {
        return admin;
    }

    @Override
    public void close() throws Exception {
        service.close();
        sink.close();
        log.close();
        admin.close();
        store.close();
    }
}
