package chat.palaver.store;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A channel whose log lies in a topic of its own, did, or is wanted there.
 *
 * @param partition of the shared logs to which the channel belongs
 * @param epoch the stretch in which its log goes on; see {@link chat.palaver.schemas.LogPlace}
 * @param wish why it is to lie in an own topic; empty if it is not, or no more
 * @param retention how long an own log is kept; zero for ever
 * @param deleted whether the channel is closed
 */
public record OwnLog(
        int partition,
        String channelId,
        long epoch,
        Optional<Wish> wish,
        Duration retention,
        boolean deleted) {

    /** Why a channel's log is to lie in an own topic. */
    public enum Wish {
        /** Its owner said so. */
        CHOSEN,
        /** It has so many members. */
        GROWN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Wish of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }
}
