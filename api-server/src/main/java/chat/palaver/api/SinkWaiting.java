package chat.palaver.api;

import chat.palaver.schemas.Position;
import chat.palaver.schemas.Topics;
import chat.palaver.store.SinkProgress.Progress;
import chat.palaver.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Waits, for a bounded time, until the tables derived from the channel logs are far enough. */
final class SinkWaiting {
    /** For the verdict on a change. */
    static final Duration VERDICT = Duration.ofSeconds(5);

    /** For a read to see what was just acknowledged. */
    static final Duration TAIL = Duration.ofMillis(500);

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final Store store;
    private final Admin admin;
    private final Topics topics;

    SinkWaiting(Store store, Admin admin, Topics topics) {
        this.store = store;
        this.admin = admin;
        this.topics = topics;
    }

    /** Whether the record at the offset is in the tables within the time. */
    boolean until(int partition, long offset, Duration atMost) {
        return await(partition, offset, atMost) > offset;
    }

    /** Waits until the tables have the record at the offset; gives how far they are then. */
    private long await(int partition, long offset, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long pause = FIRST_PAUSE_MILLIS;
        long next = nextOffset(partition);
        while (next <= offset && System.nanoTime() < deadline) {
            pause(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            next = nextOffset(partition);
        }
        return next;
    }

    /**
     * The position below which the tables have everything of a channel; what stands above may have
     * holes for a moment.
     */
    long complete(String channel) {
        return Position.of(0, nextOffset(topics.partitionOf(channel)));
    }

    /**
     * Lets the tables reach what lies in the channel's log now, if that does not take long. A read
     * without it is still right, only older.
     *
     * @return as {@link #complete}
     */
    long completeTail(String channel) {
        TopicPartition partition =
                new TopicPartition(topics.channelShared().name(), topics.partitionOf(channel));
        try {
            ListOffsetsResult ends = admin.listOffsets(Map.of(partition, OffsetSpec.latest()));
            long end =
                    ends.partitionResult(partition)
                            .get(TAIL.toMillis(), TimeUnit.MILLISECONDS)
                            .offset();
            return Position.of(0, await(partition.partition(), end - 1, TAIL));
        } catch (ExecutionException | TimeoutException e) {
            // The log cannot be asked: answer with what the tables have.
            return complete(channel);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("going down");
        }
    }

    private long nextOffset(int partition) {
        Optional<Progress> progress =
                Answers.of(store.sinkProgress().find(topics.channelShared().name(), partition));
        return progress.map(Progress::nextOffset).orElse(0L);
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("going down");
        }
    }
}
