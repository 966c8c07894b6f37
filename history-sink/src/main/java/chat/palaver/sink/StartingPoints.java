package chat.palaver.sink;

import chat.palaver.store.SinkProgress;
import chat.palaver.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where to start reading a partition: at its progress row, or without one at the beginning. Refuses
 * a topic that is not the one the row speaks of, since the same offsets would mean other records.
 */
final class StartingPoints {
    private static final Logger LOG = LoggerFactory.getLogger(StartingPoints.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Admin admin;
    private final SinkProgress progress;

    /**
     * A place to start.
     *
     * @param topicId of the topic as it is now
     * @param lost how many records the log deleted before they were read
     */
    record Start(long offset, String topicId, long lost) {}

    /** Not known at present; to be asked again. */
    static final class NotYetException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotYetException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    StartingPoints(Admin admin, SinkProgress progress) {
        this.admin = admin;
        this.progress = progress;
    }

    /**
     * Asks store and brokers; blocks for seconds at most.
     *
     * @throws NotYetException if one of them does not answer, or the log ends too early
     * @throws IllegalStateException if the topic is another one than before
     */
    Start find(TopicPartition partition, Consumer<?, ?> consumer) {
        Optional<SinkProgress.Progress> row =
                answer(
                        progress.find(partition.topic(), partition.partition())
                                .toCompletableFuture());
        String topicId = topicId(partition.topic());
        long begin = consumer.beginningOffsets(List.of(partition), LIMIT).get(partition);
        if (row.isEmpty()) {
            return new Start(begin, topicId, 0);
        }
        requireSame(partition, row.get().topicId(), topicId);
        long next = row.get().nextOffset();
        long end = consumer.endOffsets(List.of(partition), LIMIT).get(partition);
        if (next > end) {
            throw new NotYetException(
                    "the log ends at " + end + ", below the progress at " + next, null);
        }
        if (next < begin) {
            LOG.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("from", next)
                    .addKeyValue("to", begin)
                    .log("Records were deleted by retention before they were in the history");
        }
        return new Start(Math.max(next, begin), topicId, Math.max(0, begin - next));
    }

    /**
     * The same for one topic of many: one that is gone, made anew or forbidden is trouble of its
     * own, to be asked again, and no reason to end.
     *
     * @throws NotYetException if it cannot be said now
     */
    Start findAmongMany(TopicPartition partition, Consumer<?, ?> consumer) {
        try {
            return find(partition, consumer);
        } catch (WakeupException e) {
            throw e;
        } catch (IllegalStateException | KafkaException e) {
            throw new NotYetException(e.getMessage(), e);
        }
    }

    private static void requireSame(TopicPartition partition, String before, String now) {
        if (!before.equals(now)) {
            throw new IllegalStateException(
                    "Topic %s has the id %s, but its history was written from %s: the topic was"
                                    .formatted(partition.topic(), now, before)
                            + " created anew. Restore it, or start with an empty keyspace");
        }
    }

    private String topicId(String topic) {
        return answer(
                        admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .toCompletionStage()
                                .toCompletableFuture())
                .get(topic)
                .topicId()
                .toString();
    }

    private static <T> T answer(Future<T> asked) {
        try {
            return asked.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NotYetException("no answer within " + LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotYetException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof StoreUnavailable || cause instanceof KafkaException) {
                throw new NotYetException(cause.toString(), cause);
            }
            throw new IllegalStateException("The sink cannot find where to start", cause);
        }
    }
}
