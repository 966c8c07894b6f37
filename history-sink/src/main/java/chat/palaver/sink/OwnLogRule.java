package chat.palaver.sink;

import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.store.OwnLog;
import chat.palaver.store.OwnLog.Wish;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code own_logs} says of a channel: a function of its log and of one setting, so that every
 * sink comes to the same. A group is wanted in a log of its own because its owner said so, or from
 * so many members on until it has fewer than half as many: who comes and goes at the line moves
 * nothing.
 *
 * <p>Between the two lines it matters what was before, and a fold that starts in the middle takes
 * that from the row, which may be one of a later record. No harm comes of it: whatever lies between
 * the two positions either crosses a line, from where on both agree, or does not, and then the row
 * was the same before.
 *
 * @param members from how many on a group is wanted in a log of its own; 2 or more
 */
record OwnLogRule(int members) {

    /**
     * The row that holds from here on, if it is another than before.
     *
     * @param before the row so far
     * @param partition of the channel, of the shared logs
     * @param now the fold just behind the record
     */
    Optional<OwnLog> change(Optional<OwnLog> before, int partition, ChannelFold now) {
        OwnLog known = before.orElseGet(() -> none(partition, now.channel()));
        if (known.epoch() > now.epoch()) {
            // Of a later record, which will be read again.
            return Optional.empty();
        }
        OwnLog row =
                new OwnLog(
                        partition,
                        now.channel(),
                        now.epoch(),
                        wish(known.wish(), now),
                        now.log().retention(),
                        now.deleted());
        boolean nothing = before.isEmpty() && row.wish().isEmpty() && row.epoch() == 0;
        return nothing || row.equals(known) ? Optional.empty() : Optional.of(row);
    }

    /** As if nothing were known of the channel. */
    static OwnLog none(int partition, String channel) {
        return new OwnLog(partition, channel, 0, Optional.empty(), Duration.ZERO, false);
    }

    private Optional<Wish> wish(Optional<Wish> before, ChannelFold now) {
        if (now.log().own()) {
            return Optional.of(Wish.CHOSEN);
        }
        int size = now.members().size();
        boolean stays = before.equals(Optional.of(Wish.GROWN)) && 2L * size >= members;
        return size >= members || stays ? Optional.of(Wish.GROWN) : Optional.empty();
    }
}
