package chat.palaver.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.kafka.GroupProtocol;
import chat.palaver.presence.board.Beats;
import chat.palaver.presence.board.PresenceRules;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.PresenceStatus;
import chat.palaver.schemas.proto.SessionAlive;
import chat.palaver.schemas.proto.SessionEnd;
import chat.palaver.testkit.KafkaCluster;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole service, several partitions, on a real broker. */
final class PresenceServiceIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();

    private static final int SLOT = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> USERS = List.of("u_a", "u_b", "u_c", "u_d", "u_e");
    private static final Beats EDGE = new Beats("e_x", 7, SLOT);

    @TempDir Path state;

    private final List<Delivery> slot = new ArrayList<>();
    private final List<Delivery> otherSlot = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void tellsTheWatcherInOrderAndAnnouncesARestartToEverySlot(GroupProtocol protocol)
            throws Exception {
        KafkaConfig kafka =
                KafkaConfig.development(
                        KAFKA.bootstrapServers(), KAFKA.topicPrefix() + protocol + ".");
        Topics topics = kafka.topics();
        PresenceService first = service(kafka, protocol);
        first.start();
        try (var producer = producer();
                var consumer = consumer()) {
            assign(consumer, topics);
            for (String user : USERS) {
                append(producer, topics, user, EDGE.watch(user));
                append(producer, topics, user, EDGE.session(session(user)));
            }
            awaitStatus(consumer, PresenceStatus.PRESENCE_STATUS_ONLINE);
            assertThat(statuses("u_a"))
                    .containsExactly(
                            PresenceStatus.PRESENCE_STATUS_OFFLINE,
                            PresenceStatus.PRESENCE_STATUS_ONLINE);
            assertLinksAreWhole();
            first.close();

            slot.clear();
            otherSlot.clear();
            PresenceService second = service(kafka, protocol);
            second.start();
            await().atMost(LIMIT).until(() -> poll(consumer) && startedIn(otherSlot) == 4);
            await().atMost(LIMIT).until(() -> poll(consumer) && startedIn(slot) == 4);
            for (String user : USERS) {
                append(producer, topics, user, EDGE.watch(user));
            }
            awaitStatus(consumer, PresenceStatus.PRESENCE_STATUS_ONLINE);
            for (String user : USERS) {
                append(producer, topics, user, EDGE.list(session(user)));
                append(
                        producer,
                        topics,
                        user,
                        EDGE.ended(session(user), SessionEnd.SESSION_END_LOGOUT));
            }
            awaitStatus(consumer, PresenceStatus.PRESENCE_STATUS_OFFLINE);
            assertLinksAreWhole();
            second.close();
        }
    }

    private PresenceService service(KafkaConfig kafka, GroupProtocol protocol) {
        PresenceRules rules = PresenceRules.standard();
        PresenceConfig config =
                new PresenceConfig(
                        kafka,
                        AdminConfig.ephemeral(),
                        state,
                        1,
                        rules.window(),
                        rules.grace(),
                        rules.gap(),
                        rules.repeat(),
                        Duration.ofSeconds(6),
                        protocol);
        return new PresenceService(
                config, ServiceContext.alone("presence", Clock.systemUTC(), cause -> {}));
    }

    private static SessionAlive session(String user) {
        return Beats.active(user, "d_" + user, "s_" + user);
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", KAFKA.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void append(
            KafkaProducer<byte[], byte[]> producer, Topics topics, String user, Heartbeat beat)
            throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                topics.heartbeats().name(),
                                topics.partitionOf(user),
                                null,
                                beat.toByteArray()))
                .get(30, TimeUnit.SECONDS);
    }

    private static void assign(KafkaConsumer<byte[], byte[]> consumer, Topics topics) {
        List<TopicPartition> all =
                IntStream.of(SLOT, 0)
                        .mapToObj(i -> new TopicPartition(topics.deliveries().name(), i))
                        .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    private boolean poll(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.poll(Duration.ofMillis(50))
                .forEach(
                        record ->
                                (record.partition() == SLOT ? slot : otherSlot)
                                        .add(delivery(record.value())));
        return true;
    }

    private void awaitStatus(KafkaConsumer<byte[], byte[]> consumer, PresenceStatus status) {
        await().atMost(LIMIT)
                .until(
                        () ->
                                poll(consumer)
                                        && USERS.stream().allMatch(user -> isNow(user, status)));
    }

    private boolean isNow(String user, PresenceStatus status) {
        List<PresenceStatus> told = statuses(user);
        return !told.isEmpty() && told.get(told.size() - 1) == status;
    }

    private List<PresenceStatus> statuses(String user) {
        return slot.stream()
                .filter(told -> told.hasPresence() && told.getPresence().getUserId().equals(user))
                .map(told -> told.getPresence().getStatus())
                .toList();
    }

    private static long startedIn(List<Delivery> from) {
        return from.stream()
                .filter(Delivery::hasStarted)
                .map(Delivery::getPartition)
                .distinct()
                .count();
    }

    /** Every partition's task said started first, and then numbered without a hole. */
    private void assertLinksAreWhole() {
        for (int partition = 0; partition < 4; partition++) {
            int of = partition;
            List<Delivery> link = slot.stream().filter(d -> d.getPartition() == of).toList();
            long last = link.get(link.size() - 1).getTaskIncarnation();
            List<Long> numbers =
                    link.stream()
                            .filter(d -> d.getTaskIncarnation() == last)
                            .map(Delivery::getNumber)
                            .toList();
            assertThat(numbers)
                    .containsExactlyElementsOf(
                            IntStream.range(0, numbers.size()).mapToObj(Long::valueOf).toList());
        }
    }

    private static Delivery delivery(byte[] value) {
        try {
            return Delivery.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
