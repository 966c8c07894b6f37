package chat.palaver.api;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.Topics;
import chat.palaver.store.ChannelProgress;
import chat.palaver.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits, for a bounded time, until the tables derived from a channel's log are far enough, wherever
 * that log lies. Deadlines are times of {@link System#nanoTime}.
 */
final class SinkWaiting {
    /** For the verdict on a change. */
    static final Duration VERDICT = Duration.ofSeconds(5);

    /** For a log to move where it was asked to lie; if there is no room it does so later. */
    static final Duration MOVE = Duration.ofSeconds(2);

    /** For a read to see what was just acknowledged. */
    static final Duration TAIL = Duration.ofMillis(500);

    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final ChannelProgress progress;
    private final Admin admin;
    private final Topics topics;

    SinkWaiting(Store store, Admin admin, Topics topics) {
        this.progress = store.channelProgress();
        this.admin = admin;
        this.topics = topics;
    }

    /** The deadline of something that may take so long from now on. */
    static long deadline(Duration from) {
        return System.nanoTime() + from.toNanos();
    }

    /** Where the channel's log goes on, as far as the tables know. */
    LogPlace place(String channel) {
        return Answers.of(progress.place(channel));
    }

    /**
     * Whether the tables have passed a position before the deadline. They also have when they know
     * that the log has moved on from the stretch in which it lies.
     */
    boolean until(String channel, long position, long deadline) {
        return await(channel, position, deadline) >= position;
    }

    /** Waits until the tables know that the channel's log lies as asked, at most {@link #MOVE}. */
    void untilMoved(String channel, boolean own) {
        poll(() -> place(channel), place -> place.isOwn() == own, deadline(MOVE));
    }

    /**
     * The position below which the tables have everything of a channel; what stands above may have
     * holes for a moment.
     */
    long complete(String channel) {
        return through(channel) + 1;
    }

    /**
     * Lets the tables reach what lies in the channel's log now, if that does not take long. A read
     * without it is still right, only older.
     *
     * @return as {@link #complete}
     */
    long completeTail(String channel) {
        return tail(channel, place(channel), deadline(TAIL)) + 1;
    }

    private long tail(String channel, LogPlace place, long deadline) {
        OptionalLong end = end(place);
        long through =
                end.isPresent()
                        ? await(channel, position(place, end.getAsLong()), deadline)
                        : through(channel);
        LogPlace reached = LogPlace.of(channel, through);
        boolean moved = reached.epoch() > place.epoch() && System.nanoTime() < deadline;
        return moved ? tail(channel, reached, deadline) : through;
    }

    /** The position of the last record below an offset. */
    private static long position(LogPlace place, long next) {
        return Position.of(place.epoch(), next) - 1;
    }

    /** The end of the log at a place; empty if it cannot be asked for, or is not there any more. */
    private OptionalLong end(LogPlace place) {
        TopicPartition partition =
                new TopicPartition(topics.logOf(place), topics.logPartitionOf(place));
        int millis = (int) TAIL.toMillis();
        try {
            return OptionalLong.of(
                    admin.listOffsets(
                                    Map.of(partition, OffsetSpec.latest()),
                                    new ListOffsetsOptions().timeoutMs(millis))
                            .partitionResult(partition)
                            .get(millis, TimeUnit.MILLISECONDS)
                            .offset());
        } catch (ExecutionException | TimeoutException e) {
            // Answer with what the tables have.
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("going down");
        }
    }

    /** Waits until the tables have passed the position; gives how far they are then. */
    private long await(String channel, long position, long deadline) {
        return poll(() -> through(channel), through -> through >= position, deadline);
    }

    private long through(String channel) {
        return Answers.of(progress.through(topics, channel));
    }

    /** Reads again and again until it is enough, or the deadline has come. */
    private static <T> T poll(Supplier<T> read, Predicate<T> enough, long deadline) {
        long pause = FIRST_PAUSE_MILLIS;
        T present = read.get();
        while (!enough.test(present) && System.nanoTime() < deadline) {
            pause(pause);
            pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            present = read.get();
        }
        return present;
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
