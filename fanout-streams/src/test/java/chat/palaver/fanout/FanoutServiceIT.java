package chat.palaver.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.kit.ServiceContext;
import chat.palaver.kit.config.AdminConfig;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.kafka.GroupProtocol;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.testkit.KafkaCluster;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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

/** The whole service, several partitions, on a real broker, through a restart. */
final class FanoutServiceIT {
    @RegisterExtension static final KafkaCluster KAFKA = new KafkaCluster();

    private static final int SLOT = 5;
    private static final int TASKS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path state;

    private final String edge = Ids.newEdge();
    private final List<String> channels = Stream.generate(Ids::newChannel).limit(12).toList();
    private final List<List<Delivery>> bySlot =
            IntStream.range(0, 16).<List<Delivery>>mapToObj(slot -> new ArrayList<>()).toList();

    @ParameterizedTest
    @EnumSource
    void routesByInterestAndAnnouncesARestartInEverySlotFirst(GroupProtocol protocol)
            throws Exception {
        KafkaConfig kafka =
                KafkaConfig.development(
                        KAFKA.bootstrapServers(), KAFKA.topicPrefix() + protocol + ".");
        Topics topics = kafka.topics();
        FanoutService first = service(kafka, protocol);
        first.start();
        try (var producer =
                        new KafkaProducer<>(
                                client(), new ByteArraySerializer(), new ByteArraySerializer());
                var consumer =
                        new KafkaConsumer<>(
                                client(),
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())) {
            List<TopicPartition> slots =
                    IntStream.range(0, 16)
                            .mapToObj(i -> new TopicPartition(topics.deliveries().name(), i))
                            .toList();
            consumer.assign(slots);
            consumer.seekToBeginning(slots);
            askAndSay(producer, topics);
            await().atMost(LIMIT).until(() -> poll(consumer) && routed() == channels.size());
            assertStartedComesFirst();
            first.close();

            bySlot.forEach(List::clear);
            FanoutService second = service(kafka, protocol);
            second.start();
            await().atMost(LIMIT).until(() -> poll(consumer) && everySlotHeardEveryTask());
            askAndSay(producer, topics);
            await().atMost(LIMIT).until(() -> poll(consumer) && routed() == channels.size());
            assertStartedComesFirst();
            second.close();
        }
    }

    private FanoutService service(KafkaConfig kafka, GroupProtocol protocol) {
        FanoutConfig config =
                new FanoutConfig(
                        kafka,
                        AdminConfig.ephemeral(),
                        1,
                        Duration.ofSeconds(6),
                        protocol,
                        Duration.ofMinutes(2),
                        state);
        return new FanoutService(
                config, ServiceContext.alone("fanout", Clock.systemUTC(), cause -> {}));
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", KAFKA.bootstrapServers());
    }

    private void askAndSay(KafkaProducer<byte[], byte[]> producer, Topics topics) throws Exception {
        for (String channel : channels) {
            Interest interest =
                    Interest.newBuilder()
                            .setEdge(edge)
                            .setIncarnation(7)
                            .setSlot(SLOT)
                            .addKeys(channel)
                            .setOn(true)
                            .build();
            append(producer, topics, channel, edge, interest.toByteArray());
            append(producer, topics, channel, channel, new byte[] {1});
        }
    }

    private static void append(
            KafkaProducer<byte[], byte[]> producer,
            Topics topics,
            String channel,
            String key,
            byte[] value)
            throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                topics.channelShared().name(),
                                topics.partitionOf(channel),
                                key.getBytes(StandardCharsets.UTF_8),
                                value))
                .get(30, TimeUnit.SECONDS);
    }

    private boolean poll(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.poll(Duration.ofMillis(50))
                .forEach(record -> bySlot.get(record.partition()).add(delivery(record.value())));
        return true;
    }

    private long routed() {
        return bySlot.get(SLOT).stream().filter(Delivery::hasRouted).count();
    }

    private boolean everySlotHeardEveryTask() {
        return bySlot.stream()
                .allMatch(
                        slot ->
                                slot.stream()
                                                .filter(Delivery::hasStarted)
                                                .map(Delivery::getTaskIncarnation)
                                                .distinct()
                                                .count()
                                        == TASKS);
    }

    /** What each incarnation said to the edge: started, and then numbers without a hole. */
    private void assertStartedComesFirst() {
        List<Long> incarnations =
                bySlot.get(SLOT).stream().map(Delivery::getTaskIncarnation).distinct().toList();
        for (long incarnation : incarnations) {
            List<Long> numbers =
                    bySlot.get(SLOT).stream()
                            .filter(d -> d.getTaskIncarnation() == incarnation)
                            .map(Delivery::getNumber)
                            .toList();
            assertThat(numbers)
                    .containsExactlyElementsOf(
                            LongStream.range(0, numbers.size()).boxed().toList());
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
