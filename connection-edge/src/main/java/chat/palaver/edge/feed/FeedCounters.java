package chat.palaver.edge.feed;

import java.util.concurrent.atomic.LongAdder;

/**
 * What feeds did. In a quiet system all but {@link #delivered} and {@link #kept} stay still.
 *
 * @param kept records kept by the fold
 * @param copies records skipped as copies
 * @param skipped records void or unparseable
 * @param delivered record frames queued to sessions
 * @param rereads partitions read again because a link broke
 * @param beginnings partitions begun anew because the log no longer kept what they lacked
 * @param fallbackReads reads of the log for an own record that did not come back
 * @param historyPages pages read from the store to catch a session up
 * @param moves ends of stretches folded: the log went on elsewhere
 * @param appendedAgain own records that stood behind such an end
 */
public record FeedCounters(
        LongAdder kept,
        LongAdder copies,
        LongAdder skipped,
        LongAdder delivered,
        LongAdder rereads,
        LongAdder beginnings,
        LongAdder fallbackReads,
        LongAdder historyPages,
        LongAdder moves,
        LongAdder appendedAgain) {
    /** All at zero. */
    public FeedCounters() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder());
    }
}
