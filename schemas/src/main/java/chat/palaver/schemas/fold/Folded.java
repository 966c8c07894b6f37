package chat.palaver.schemas.fold;

import chat.palaver.schemas.proto.ChannelRecord;
import java.util.List;

/** What the fold says of one record. */
public sealed interface Folded {
    /**
     * It counts.
     *
     * @param position where it stands
     * @param prev position of the kept record before it
     * @param time log-append time, milliseconds since the epoch
     * @param record the record
     * @param changes what it did to memberships; empty for a message
     */
    record Kept(
            long position, long prev, long time, ChannelRecord record, List<MemberChange> changes)
            implements Folded {}

    /**
     * Its sender and id were kept before.
     *
     * @param record the copy
     * @param first the kept one
     */
    record Copy(ChannelRecord record, KeptId first) implements Folded {}

    /**
     * A membership or title change its author had no right to at that point, or that changes
     * nothing.
     *
     * @param record the record
     * @param reason in words, for the log
     */
    record Void(ChannelRecord record, String reason) implements Folded {}

    /**
     * Not a record at all, to any reader: for the dead letters.
     *
     * @param reason in words
     */
    record Unparseable(String reason) implements Folded {}

    /**
     * At or below what has been folded already, or behind the end of the stretch for which it was
     * appended: its author has to append it again where the log goes on.
     */
    record Stale() implements Folded {}

    /**
     * The end of a stretch: the log goes on elsewhere. Counts for no {@code prev}.
     *
     * @param position where the marker stands
     * @param time log-append time, milliseconds since the epoch
     * @param epoch of the next stretch; see {@link chat.palaver.schemas.LogPlace}
     */
    record Moved(long position, long time, long epoch) implements Folded {}

    /**
     * Of a later stretch, whose beginning this fold has not come to: the other log must be read
     * first. Nothing has changed.
     *
     * @param epoch of that stretch
     */
    record Ahead(long epoch) implements Folded {}
}
