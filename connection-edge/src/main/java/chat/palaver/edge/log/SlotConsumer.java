package chat.palaver.edge.log;

import chat.palaver.schemas.proto.Delivery;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads this edge's slot of {@code deliveries} from its end on and hands over, batch by batch, what
 * is for this edge or for every edge. One thread; a batch is fetched while the one before is
 * applied.
 */
public final class SlotConsumer implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(SlotConsumer.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(3);
    private static final int BATCHES_AHEAD = 2;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition slot;
    private final String edge;
    private final long incarnation;
    private final Reader reader;
    private final Semaphore ahead = new Semaphore(BATCHES_AHEAD);
    private final CompletableFuture<Void> positioned = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closing;

    /** Takes what is read; on the reading thread. */
    public interface Reader {
        /**
         * One for this edge or for every edge, about to be part of the next batch.
         *
         * @param writtenMillis when it was written, by its writer's clock
         */
        void read(Delivery delivery, long writtenMillis);

        /** The next ones; {@link SlotConsumer#applied} must follow. */
        void batch(List<Delivery> deliveries);

        /** Records of the slot are gone unread. */
        void lost();
    }

    /** Starts reading. */
    public SlotConsumer(
            Map<String, Object> properties,
            TopicPartition slot,
            String edge,
            long incarnation,
            Reader reader,
            ThreadFactory threads) {
        this.slot = slot;
        this.edge = edge;
        this.incarnation = incarnation;
        this.reader = reader;
        consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread = threads.newThread(this::run);
        thread.start();
    }

    /** Completes when it is settled where reading starts: not before may interest be appended. */
    public CompletableFuture<Void> positioned() {
        return positioned;
    }

    /** A batch has been applied. */
    public void applied() {
        ahead.release();
    }

    private void run() {
        consumer.assign(List.of(slot));
        boolean known = false;
        boolean behind = false;
        while (!closing) {
            try {
                if (!known) {
                    consumer.seekToEnd(List.of(slot));
                    consumer.position(slot);
                    known = true;
                    positioned.complete(null);
                }
                if (behind) {
                    // Not before it is settled where reading goes on: interest comes behind that.
                    behind = false;
                    reader.lost();
                }
                hand(consumer.poll(POLL));
            } catch (OffsetOutOfRangeException e) {
                logger.atWarn().log("fell behind what deliveries keeps");
                known = false;
                behind = true;
            } catch (WakeupException | InterruptedException e) {
                closing = true;
            } catch (KafkaException e) {
                logger.atWarn().addKeyValue("cause", e.toString()).log("slot not readable");
            }
        }
        consumer.close();
    }

    private void hand(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        List<Delivery> batch = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            parse(record, batch);
        }
        if (!batch.isEmpty()) {
            ahead.acquire();
            reader.batch(batch);
        }
    }

    private void parse(ConsumerRecord<byte[], byte[]> record, List<Delivery> batch) {
        try {
            Delivery delivery = Delivery.parseFrom(record.value());
            boolean mine =
                    delivery.getEdge().equals(edge) && delivery.getEdgeIncarnation() == incarnation;
            if (mine || delivery.getEdge().isEmpty()) {
                reader.read(delivery, record.timestamp());
                batch.add(delivery);
            }
        } catch (InvalidProtocolBufferException | NullPointerException e) {
            // What it was cannot be known: behave as after a loss, which costs a read of the log.
            logger.atError().addKeyValue("offset", record.offset()).log("unreadable delivery");
            reader.lost();
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        ahead.release(BATCHES_AHEAD);
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
