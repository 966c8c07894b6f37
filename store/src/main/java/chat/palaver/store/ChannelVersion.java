package chat.palaver.store;

import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;

/**
 * What a channel was from one position on, until the next version. A move of its log makes a
 * version too, at {@link chat.palaver.schemas.Position#beforeEpoch}: so the newest version's
 * position has the present epoch.
 *
 * @param sender who made it so
 * @param timeMillis log-append time of the record, milliseconds since the epoch
 * @param log where its log was asked to lie; where it does lie is told by the position's epoch
 */
public record ChannelVersion(
        String channelId,
        long position,
        Kind kind,
        String title,
        String sender,
        long timeMillis,
        boolean deleted,
        LogChoice log) {}
