package chat.palaver.edge.feed;

import java.time.Clock;
import java.util.Collection;
import java.util.function.Function;

/**
 * What every feed of an edge shares.
 *
 * @param loop owns all of it
 * @param tables what the sink has written
 * @param frames encodes
 * @param sessionsOf the sessions of a user on this edge that have been welcomed
 * @param recent what all of them may remember
 * @param counters what operators see
 * @param clock for times that come from no record
 * @param hops times what happens to live records
 */
public record FeedContext(
        Loop loop,
        ChannelTables tables,
        RecordFrames frames,
        Function<String, Collection<Subscriber>> sessionsOf,
        RecentBudget recent,
        FeedCounters counters,
        Clock clock,
        LiveHops hops) {
    /** Nobody looks at the times. */
    public FeedContext(
            Loop loop,
            ChannelTables tables,
            RecordFrames frames,
            Function<String, Collection<Subscriber>> sessionsOf,
            RecentBudget recent,
            FeedCounters counters,
            Clock clock) {
        this(loop, tables, frames, sessionsOf, recent, counters, clock, LiveHops.unseen());
    }
}
