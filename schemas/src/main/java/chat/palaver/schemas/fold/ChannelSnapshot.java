package chat.palaver.schemas.fold;

import java.util.List;
import java.util.Map;

/**
 * A channel's state after every record up to a position: where a fold starts that does not start at
 * the beginning.
 *
 * @param channel channel id
 * @param kind null while the channel has not been created
 * @param title empty for a direct channel
 * @param deleted whether it is closed
 * @param log where its log was asked to lie
 * @param members user id to membership
 * @param head position of the last kept record at or below {@code through}, or {@link
 *     chat.palaver.schemas.Position#NONE}
 * @param through every record at or below this position is in the state
 * @param keptIds ids kept within {@link ChannelFold#COPY_WINDOW} and {@link ChannelFold#SLACK}
 *     before, oldest first, the last {@link ChannelFold#MAX_KEPT_IDS} at most
 */
public record ChannelSnapshot(
        String channel,
        Kind kind,
        String title,
        boolean deleted,
        LogChoice log,
        Map<String, Membership> members,
        long head,
        long through,
        List<KeptId> keptIds) {
    public ChannelSnapshot {
        members = Map.copyOf(members);
        keptIds = List.copyOf(keptIds);
    }

    /** A channel of which no record has been read. */
    public static ChannelSnapshot empty(String channel) {
        return new ChannelSnapshot(
                channel, null, "", false, LogChoice.SHARED, Map.of(), 0, 0, List.of());
    }
}
