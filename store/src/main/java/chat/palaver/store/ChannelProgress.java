package chat.palaver.store;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.Topics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How far the tables derived from a channel's log are complete, wherever it lies. A sink that has
 * written a move has written everything before it: so what counts is the stretch of which the
 * tables know, and how far the topic has been read in which that one lies.
 */
public final class ChannelProgress {
    private final SinkProgress progress;
    private final Channels channels;

    ChannelProgress(SinkProgress progress, Channels channels) {
        this.progress = progress;
        this.channels = channels;
    }

    /**
     * The position up to which every record of the channel is in the tables. It may be that of no
     * record; its epoch is that of the stretch of which the tables know.
     */
    public CompletionStage<Long> through(Topics topics, String channel) {
        LogPlace first = new LogPlace(channel, 0);
        return next(topics, first).thenCompose(next -> through(topics, channel, next));
    }

    /**
     * The same, by one who has asked for the progress of the channel's partition of the shared logs
     * before.
     *
     * @param sharedNext {@link SinkProgress.Progress#nextOffset} of that partition
     */
    public CompletionStage<Long> through(Topics topics, String channel, long sharedNext) {
        return place(channel)
                .thenCompose(
                        place -> {
                            CompletionStage<Long> next =
                                    place.isOwn()
                                            ? next(topics, place)
                                            : CompletableFuture.completedFuture(sharedNext);
                            return next.thenApply(n -> Position.of(place.epoch(), n) - 1);
                        });
    }

    /** Where the channel's log goes on, as far as the tables know. */
    public CompletionStage<LogPlace> place(String channel) {
        return channels.latest(channel)
                .thenApply(
                        version ->
                                LogPlace.of(
                                        channel,
                                        version.map(ChannelVersion::position)
                                                .orElse(Position.NONE)));
    }

    /** The offset below which the tables have everything of the topic in which a place lies. */
    public CompletionStage<Long> next(Topics topics, LogPlace place) {
        return progress.find(topics.logOf(place), topics.logPartitionOf(place))
                .thenApply(row -> row.map(SinkProgress.Progress::nextOffset).orElse(0L));
    }
}
