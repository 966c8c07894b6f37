package chat.palaver.bench.limit;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its end on, on a thread of its own, and hands over what comes. */
final class Hop implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long CLOSE_MILLIS = 5_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final BiConsumer<Long, byte[]> taker;
    private final CountDownLatch positioned = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Starts.
     *
     * @param taker takes the offset of the intended time, in microseconds, and the record
     */
    Hop(Map<String, Object> settings, String topic, BiConsumer<Long, byte[]> taker) {
        this.taker = taker;
        partition = new TopicPartition(topic, 0);
        consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread = new Thread(this::run, "hop-" + topic);
        thread.setDaemon(true);
        thread.start();
    }

    void awaitPositioned() throws InterruptedException {
        positioned.await();
    }

    private void run() {
        try {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            positioned.countDown();
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    taker.accept(ByteBuffer.wrap(record.value()).getLong(), record.value());
                }
            }
        } catch (WakeupException e) {
            consumer.close();
        }
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join(CLOSE_MILLIS);
    }
}
