package chat.palaver.presence;

import chat.palaver.kit.HealthResult;
import chat.palaver.kit.Service;
import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.kit.kafka.StreamsGroup;
import chat.palaver.kit.kafka.TopicProvisioner;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the {@link PresenceTopology}. */
final class PresenceService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(PresenceService.class);
    private static final String APPLICATION = "palaver-presence";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);

    private final PresenceConfig config;
    private final ServiceContext context;
    private final CountDownLatch running = new CountDownLatch(1);
    private Optional<KafkaStreams> streams = Optional.empty();

    PresenceService(PresenceConfig config, ServiceContext context) {
        this.config = config;
        this.context = context;
    }

    @Override
    public void start() throws Exception {
        KafkaSettings settings = new KafkaSettings(config.kafka());
        StreamsGroup group =
                new StreamsGroup(APPLICATION, config.groupProtocol(), config.sessionTimeout());
        try (Admin admin = Admin.create(settings.admin())) {
            new TopicProvisioner(admin).provision(settings.topics().all(), START_LIMIT);
            group.prepare(admin, settings);
        }
        PresenceTopology topology =
                new PresenceTopology(
                        settings.topics(), config.rules(), new PresenceMetrics(context.metrics()));
        KafkaStreams started = new KafkaStreams(topology.build(), properties(settings, group));
        streams = Optional.of(started);
        started.setStateListener((now, before) -> changed(now));
        started.setUncaughtExceptionHandler(this::threadDied);
        context.health().register("streams", () -> health(started.state()));
        started.start();
        if (!running.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException(
                    "Presence did not run within %s: is Kafka at %s, with its topics?"
                            .formatted(START_LIMIT, config.kafka().bootstrapServers()));
        }
    }

    @Override
    public void close() {
        streams.ifPresent(started -> started.close(CLOSE_LIMIT));
    }

    private Properties properties(KafkaSettings settings, StreamsGroup group) {
        Properties properties = new Properties();
        properties.putAll(group.properties(settings));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        return properties;
    }

    private void changed(State now) {
        LOG.atInfo().addKeyValue("state", now).log("Streams changed its state");
        if (now == State.RUNNING) {
            running.countDown();
        }
    }

    /** What can be mended by trying again, Streams retries itself; the rest ends the process. */
    private StreamThreadExceptionResponse threadDied(Throwable cause) {
        LOG.atError().setCause(cause).log("A stream thread died: the service ends");
        context.fail(cause);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static HealthResult health(State state) {
        return HealthResult.of(state == State.RUNNING, state.toString());
    }
}
