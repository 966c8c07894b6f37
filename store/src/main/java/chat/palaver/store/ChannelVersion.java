package chat.palaver.store;

import chat.palaver.schemas.fold.Kind;
import java.util.Optional;

/**
 * What a channel was from one position on, until the next version.
 *
 * @param sender who made it so
 * @param timeMillis log-append time of the record, milliseconds since the epoch
 * @param ownLog whether its log is a topic of its own
 * @param retention an ISO 8601 duration or {@code forever}, if the channel says
 */
public record ChannelVersion(
        String channelId,
        long position,
        Kind kind,
        String title,
        String sender,
        long timeMillis,
        boolean deleted,
        boolean ownLog,
        Optional<String> retention) {}
