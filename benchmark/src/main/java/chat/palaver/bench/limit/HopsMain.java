package chat.palaver.bench.limit;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Moments;
import chat.palaver.bench.measure.Schedule;
import chat.palaver.kit.config.KafkaConfig;
import chat.palaver.kit.kafka.KafkaSettings;
import chat.palaver.process.Arguments;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka alone takes: a record goes through one topic, then another goes through two, by
 * producers and consumers with the settings of the services. At the rate and with the sizes of the
 * scenario it is compared with.
 *
 * <p>A process: prints two lines of JSON, the latencies of one hop and of two.
 */
public final class HopsMain {
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SETTLE_MILLIS = 1_000;

    private final KafkaSettings settings;
    private final double perSecond;
    private final int warmUp;
    private final int seconds;
    private final int bytes;

    private HopsMain(Arguments arguments) {
        settings = new KafkaSettings(KafkaConfig.development(arguments.text("kafka"), ""));
        perSecond = Double.parseDouble(arguments.text("rate"));
        warmUp = arguments.number("warm-up");
        seconds = arguments.number("seconds");
        bytes = arguments.number("bytes");
    }

    public static void main(String[] args) throws Exception {
        new HopsMain(Arguments.parse(args)).run();
        System.exit(0);
    }

    private void run() throws Exception {
        String name = "bench-hops-" + UUID.randomUUID();
        List<String> topics = List.of(name + "-1", name + "-2");
        ObjectMapper json = new ObjectMapper();
        try (Admin admin = Admin.create(settings.admin())) {
            admin.createTopics(
                            topics.stream()
                                    .map(
                                            topic ->
                                                    new NewTopic(
                                                            topic,
                                                            Optional.of(1),
                                                            Optional.empty()))
                                    .toList())
                    .all()
                    .get();
            try {
                System.out.println(json.writeValueAsString(through(topics.subList(0, 1))));
                System.out.println(json.writeValueAsString(through(topics)));
            } finally {
                admin.deleteTopics(topics).all().get();
            }
        }
    }

    private Latencies.Encoded through(List<String> topics) throws InterruptedException {
        Latencies latencies = new Latencies();
        long epoch = System.nanoTime() + LEAD_NANOS + TimeUnit.SECONDS.toNanos(1);
        Map<String, Object> reading = settings.consumer();
        try (Producer<byte[], byte[]> first = producer();
                Producer<byte[], byte[]> second = producer();
                Hop last =
                        new Hop(
                                reading,
                                topics.get(topics.size() - 1),
                                (offset, record) -> arrived(latencies, epoch, offset))) {
            last.awaitPositioned();
            if (topics.size() == 1) {
                send(first, topics.get(0), epoch);
            } else {
                try (Hop between =
                        new Hop(
                                reading,
                                topics.get(0),
                                (offset, record) -> send(second, topics.get(1), record))) {
                    between.awaitPositioned();
                    send(first, topics.get(0), epoch);
                }
            }
        }
        return latencies.encoded();
    }

    private Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void arrived(Latencies latencies, long epoch, long offset) {
        if (offset >= TimeUnit.SECONDS.toMicros(warmUp)) {
            long due = epoch + TimeUnit.MICROSECONDS.toNanos(offset);
            latencies.record(offset, System.nanoTime() - due);
        }
    }

    private void send(Producer<byte[], byte[]> producer, String topic, long epoch)
            throws InterruptedException {
        int messages = Schedule.messages(perSecond, warmUp + (double) seconds);
        Schedule schedule = new Schedule(perSecond, messages, 0, 1);
        for (int i = 0; i < messages; i++) {
            long offset = schedule.dueMicros(i);
            byte[] value = ByteBuffer.allocate(bytes).putLong(0, offset).array();
            Moments.await(epoch + TimeUnit.MICROSECONDS.toNanos(offset));
            send(producer, topic, value);
        }
        producer.flush();
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    }

    /** What is lost is missing in the count of the latencies. */
    private static void send(Producer<byte[], byte[]> producer, String topic, byte[] value) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, 0, null, value));
    }
}
