package chat.palaver.schemas;

import java.util.Optional;

/**
 * Where one stretch of a channel's log lies. A log begins in the shared topic and may move to a
 * topic of its own and back; every move begins a stretch, numbered by its epoch. So the place is a
 * function of channel and epoch, and the epoch stands in every position: even epochs lie in the
 * shared topic, odd ones in a topic of the channel's own, each in one that no other epoch has had.
 *
 * @param channel channel id
 * @param epoch 0 to {@link Position#MAX_EPOCH}
 */
public record LogPlace(String channel, long epoch) {
    private static final String SEPARATOR = ".";

    public LogPlace {
        if (epoch < 0 || epoch > Position.MAX_EPOCH) {
            throw new IllegalArgumentException("epoch out of range: " + epoch);
        }
    }

    /** Where the record at a position lies. */
    public static LogPlace of(String channel, long position) {
        return new LogPlace(channel, Position.epoch(position));
    }

    /** Whether a stretch lies in a topic of its channel's own. */
    public static boolean isOwn(long epoch) {
        return epoch % 2 == 1;
    }

    /** Whether it is a topic of the channel's own. */
    public boolean isOwn() {
        return isOwn(epoch);
    }

    /** Where the log goes on after this stretch. */
    public LogPlace next() {
        return new LogPlace(channel, epoch + 1);
    }

    /** What names the own topic: the channel alone for the first one. */
    String ownName() {
        if (!isOwn()) {
            throw new IllegalStateException("not in an own log: " + this);
        }
        return epoch == 1 ? channel : channel + SEPARATOR + epoch;
    }

    static Optional<LogPlace> ofOwnName(String name) {
        int dot = name.indexOf(SEPARATOR);
        String channel = dot < 0 ? name : name.substring(0, dot);
        if (!Ids.isChannel(channel)) {
            return Optional.empty();
        }
        try {
            long epoch = dot < 0 ? 1 : Long.parseLong(name.substring(dot + 1));
            LogPlace place = new LogPlace(channel, epoch);
            boolean same = place.isOwn() && place.ownName().equals(name);
            return same ? Optional.of(place) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
