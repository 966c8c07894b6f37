package chat.palaver.edge.feed;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One partition of the shared channel logs, as a feed needs it. Stages complete on the loop. */
public interface PartitionLog {
    /**
     * Appends one interest record for these channels.
     *
     * @param on wanted, or no more
     * @return its offset
     */
    CompletionStage<Long> interest(List<String> channels, boolean on);

    /**
     * Reads a range of the log.
     *
     * @param from first offset
     * @param through last offset; a record is known to stand there
     * @param channels whose records are wanted
     * @param chunk takes the records on the loop, in order, in bounded pieces
     * @return completes after the last chunk; fails with {@link RangeGone} if the log does not keep
     *     the first offset any more, and with anything else if Kafka is away
     */
    CompletionStage<Void> read(
            long from, long through, Set<String> channels, Consumer<List<LogRecord>> chunk);
}
