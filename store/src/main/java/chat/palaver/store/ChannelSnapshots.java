package chat.palaver.store;

import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Membership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Puts together from the tables what a fold needs to start at a position. The tables may be ahead
 * of that position, so everything is read as of it.
 */
public final class ChannelSnapshots {
    /** How far before the last kept record, by log time, ids are loaded. */
    private static final long WINDOW_MILLIS =
            ChannelFold.COPY_WINDOW.plus(ChannelFold.SLACK).toMillis();

    /** First a little, for most channels have said little in an hour. */
    private static final int FIRST_PAGE = 200;

    private final Channels channels;
    private final Members members;
    private final Messages messages;

    ChannelSnapshots(Channels channels, Members members, Messages messages) {
        this.channels = channels;
        this.members = members;
        this.messages = messages;
    }

    /**
     * The channel as it was once every record at or below the position had been folded.
     *
     * @param through the caller has seen by {@link SinkProgress} that the tables are complete up to
     *     here
     */
    public CompletionStage<ChannelSnapshot> load(String channelId, long through) {
        CompletionStage<Optional<ChannelVersion>> identity = channels.asOf(channelId, through);
        CompletionStage<Map<String, Membership>> membership = members.asOf(channelId, through);
        CompletionStage<List<KeptId>> kept = new KeptIds(channelId, through).load();
        return identity.thenCombine(
                        membership,
                        (version, present) -> new ChannelState(version.orElse(null), present))
                .thenCombine(kept, (state, ids) -> snapshot(channelId, through, state, ids));
    }

    private record ChannelState(ChannelVersion version, Map<String, Membership> members) {}

    private static ChannelSnapshot snapshot(
            String channelId, long through, ChannelState state, List<KeptId> oldestFirst) {
        ChannelVersion version = state.version();
        return new ChannelSnapshot(
                channelId,
                version == null ? null : version.kind(),
                version == null ? "" : version.title(),
                version != null && version.deleted(),
                version == null ? LogChoice.SHARED : version.log(),
                state.members(),
                oldestFirst.isEmpty()
                        ? Position.NONE
                        : oldestFirst.get(oldestFirst.size() - 1).position(),
                through,
                oldestFirst);
    }

    /** Reads ids newest first, page by page, until they are older than the window. */
    private final class KeptIds {
        private final String channelId;
        private final long through;
        private final List<KeptId> newestFirst = new ArrayList<>();
        private final CompletableFuture<List<KeptId>> result = new CompletableFuture<>();

        KeptIds(String channelId, long through) {
            this.channelId = channelId;
            this.through = through;
        }

        CompletionStage<List<KeptId>> load() {
            next(through == Long.MAX_VALUE ? through : through + 1, FIRST_PAGE);
            return result;
        }

        private void next(long before, int limit) {
            messages.keysBetween(channelId, Position.NONE, before, limit)
                    .whenComplete(
                            (page, failure) -> {
                                if (failure != null) {
                                    result.completeExceptionally(DriverFailures.unwrap(failure));
                                } else if (take(page.rows()) && page.more()) {
                                    next(last().position(), Messages.MAX_LIMIT);
                                } else {
                                    Collections.reverse(newestFirst);
                                    result.complete(newestFirst);
                                }
                            });
        }

        /** Whether to go on. */
        private boolean take(List<MessageKey> keys) {
            for (MessageKey key : keys) {
                if (newestFirst.size() == ChannelFold.MAX_KEPT_IDS || isTooOld(key)) {
                    return false;
                }
                newestFirst.add(
                        new KeptId(key.sender(), key.id(), key.position(), key.timeMillis()));
            }
            return true;
        }

        private boolean isTooOld(MessageKey key) {
            return !newestFirst.isEmpty()
                    && key.timeMillis() < newestFirst.get(0).time() - WINDOW_MILLIS;
        }

        private KeptId last() {
            return newestFirst.get(newestFirst.size() - 1);
        }
    }
}
