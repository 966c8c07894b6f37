package chat.palaver.edge.feed;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.fold.ChannelSnapshot;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the sink has written of channels. Stages complete on the loop; they fail while the store is
 * away.
 */
public interface ChannelTables {
    /**
     * Everything below this offset of the partition is in the tables; 0 before the first record.
     */
    CompletionStage<Long> progress(int partition);

    /**
     * The position up to which every record of the channel is in the tables; its epoch is that of
     * the stretch of which they know.
     *
     * @param sharedNext {@link #progress} of the channel's partition, asked before this
     */
    CompletionStage<Long> through(String channel, long sharedNext);

    /** Whether nothing counts any more behind what the tables have of this stretch. */
    CompletionStage<Boolean> hasEnded(LogPlace place);

    /** The channel's state after every record at or below the position. */
    CompletionStage<ChannelSnapshot> snapshot(String channel, long through);

    /**
     * Kept records, oldest first.
     *
     * @param after exclusive position
     * @param through inclusive position
     * @param limit the most rows, 1 or more
     */
    CompletionStage<StoredPage> records(String channel, long after, long through, int limit);

    /** The channel's title after every record at or below the position; empty if it has none. */
    CompletionStage<String> title(String channel, long position);

    /** When the user was a member, oldest first. */
    CompletionStage<List<Interval>> memberships(String channel, String user);
}
