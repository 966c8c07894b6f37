package chat.palaver.edge;

import chat.palaver.edge.feed.ChannelTables;
import chat.palaver.edge.feed.Interval;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.OnLoop;
import chat.palaver.edge.feed.StoredPage;
import chat.palaver.edge.feed.StoredRecord;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.MembershipInterval;
import chat.palaver.store.MessageRow;
import chat.palaver.store.SinkProgress;
import chat.palaver.store.Store;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link ChannelTables} over the CQL store. */
final class StoredChannels implements ChannelTables {
    private final Store store;
    private final Topics topics;
    private final Loop loop;

    StoredChannels(Store store, Topics topics, Loop loop) {
        this.store = store;
        this.topics = topics;
        this.loop = loop;
    }

    @Override
    public CompletionStage<Long> progress(int partition) {
        return onLoop(
                store.sinkProgress()
                        .find(topics.channelShared().name(), partition)
                        .thenApply(row -> row.map(SinkProgress.Progress::nextOffset).orElse(0L)));
    }

    @Override
    public CompletionStage<Long> through(String channel, long sharedNext) {
        return onLoop(store.channelProgress().through(topics, channel, sharedNext));
    }

    @Override
    public CompletionStage<Boolean> hasEnded(LogPlace place) {
        return onLoop(
                store.channels()
                        .latest(place.channel())
                        .thenApply(
                                version -> version.map(now -> hasEnded(place, now)).orElse(false)));
    }

    private static boolean hasEnded(LogPlace place, ChannelVersion now) {
        return now.deleted() || Position.epoch(now.position()) > place.epoch();
    }

    @Override
    public CompletionStage<ChannelSnapshot> snapshot(String channel, long through) {
        return onLoop(store.snapshots().load(channel, through));
    }

    @Override
    public CompletionStage<StoredPage> records(
            String channel, long after, long through, int limit) {
        if (through <= after) {
            return CompletableFuture.completedFuture(new StoredPage(List.of(), false));
        }
        return onLoop(
                store.messages()
                        .after(channel, after, through, limit)
                        .thenApply(
                                page ->
                                        new StoredPage(
                                                page.rows().stream()
                                                        .map(StoredChannels::record)
                                                        .toList(),
                                                page.more())));
    }

    @Override
    public CompletionStage<String> title(String channel, long position) {
        return onLoop(
                store.channels()
                        .asOf(channel, position)
                        .thenApply(version -> version.map(ChannelVersion::title).orElse("")));
    }

    @Override
    public CompletionStage<List<Interval>> memberships(String channel, String user) {
        return onLoop(
                store.members()
                        .intervals(channel, user)
                        .thenApply(times -> times.stream().map(StoredChannels::interval).toList()));
    }

    private <T> CompletionStage<T> onLoop(CompletionStage<T> stage) {
        return OnLoop.of(loop, stage);
    }

    private static Interval interval(MembershipInterval stored) {
        return new Interval(stored.from(), stored.to());
    }

    private static StoredRecord record(MessageRow row) {
        try {
            return new StoredRecord(
                    row.position(),
                    row.prev(),
                    row.timeMillis(),
                    ChannelRecord.parseFrom(row.record()));
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException("a stored record does not parse", e);
        }
    }
}
