package chat.palaver.edge.feed;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Membership;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tables in which every channel has the same members, from the first record on. */
public final class FakeTables implements ChannelTables {
    /** Who is in every channel. */
    public final Map<String, Membership> members = new HashMap<>();

    /** What every channel's history is. */
    public List<StoredRecord> history = List.of();

    public long progress;

    /** Where every channel's log goes on, and from which offset there, if that is an own one. */
    public long epoch;

    public long ownNext;

    /** Stretches that have ended, of which the tables know. */
    public final Set<LogPlace> ended = new HashSet<>();

    public int pages;
    public int snapshotsUnderWay;
    public int mostSnapshotsUnderWay;
    private final Loop loop;

    public FakeTables(Loop loop) {
        this.loop = loop;
    }

    @Override
    public CompletionStage<Long> progress(int partition) {
        return soon(progress);
    }

    @Override
    public CompletionStage<Long> through(String channel, long sharedNext) {
        return soon(epoch == 0 ? Position.of(0, sharedNext) - 1 : Position.of(epoch, ownNext) - 1);
    }

    @Override
    public CompletionStage<Boolean> hasEnded(LogPlace place) {
        return soon(ended.contains(place));
    }

    @Override
    public CompletionStage<ChannelSnapshot> snapshot(String channel, long through) {
        snapshotsUnderWay++;
        mostSnapshotsUnderWay = Math.max(mostSnapshotsUnderWay, snapshotsUnderWay);
        long head = history.isEmpty() ? 0 : history.get(history.size() - 1).position();
        ChannelSnapshot at =
                new ChannelSnapshot(
                        channel,
                        Kind.GROUP,
                        "t",
                        false,
                        LogChoice.SHARED,
                        members,
                        head,
                        through,
                        List.of());
        return soon(at).whenComplete((done, failure) -> snapshotsUnderWay--);
    }

    @Override
    public CompletionStage<StoredPage> records(
            String channel, long after, long through, int limit) {
        pages++;
        List<StoredRecord> all =
                history.stream()
                        .filter(row -> row.position() > after && row.position() <= through)
                        .toList();
        int rows = Math.min(limit, all.size());
        return soon(new StoredPage(all.subList(0, rows), rows < all.size()));
    }

    @Override
    public CompletionStage<String> title(String channel, long position) {
        return soon("t");
    }

    @Override
    public CompletionStage<List<Interval>> memberships(String channel, String user) {
        return soon(List.of(new Interval(1, Long.MAX_VALUE)));
    }

    private <T> CompletionStage<T> soon(T value) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(value));
        return done;
    }
}
