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

    /** At or below what has been folded already. */
    record Stale() implements Folded {}
}
