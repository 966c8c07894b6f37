package chat.palaver.sink;

import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.fold.MemberChange;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelHead;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.MemberVersion;
import chat.palaver.store.MessageRow;
import chat.palaver.store.UserChannel;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * Which rows one kept record makes: a function of the record and of the channel's state just after
 * it, so that a log read again makes the same rows. A copy or a void record has no plan; that no
 * row stands at its position is how others learn that it does not count.
 *
 * @param message the record itself, of whatever kind; also makes the row of its id
 * @param head the channel's last message, if this is one
 * @param version what the channel is from here on, if that changed
 * @param members who is a member from here on, for each who changed
 * @param userChannels the same by user
 */
record RowPlan(
        MessageRow message,
        Optional<ChannelHead> head,
        Optional<ChannelVersion> version,
        List<MemberVersion> members,
        List<UserChannel> userChannels) {

    /**
     * Plans the rows.
     *
     * @param value the record's bytes as they lie in the log: a field that this version does not
     *     know must reach the history too
     * @param after the fold that has just kept it
     */
    static RowPlan of(Folded.Kept kept, ByteString value, ChannelFold after) {
        return new RowPlan(
                message(kept, value),
                head(kept),
                version(kept, after),
                kept.changes().stream().map(change -> member(kept, change)).toList(),
                kept.changes().stream().map(change -> userChannel(kept, change, after)).toList());
    }

    /** Whether what the channel is, or who is in it, is another from here on. */
    boolean isChange() {
        return version.isPresent() || !members.isEmpty();
    }

    private static MessageRow message(Folded.Kept kept, ByteString value) {
        ChannelRecord record = kept.record();
        return new MessageRow(
                record.getChannelId(),
                kept.position(),
                kept.prev(),
                record.getSender(),
                record.getId(),
                kept.time(),
                record.getBodyCase().getNumber(),
                value);
    }

    private static Optional<ChannelHead> head(Folded.Kept kept) {
        ChannelRecord record = kept.record();
        if (!record.hasMessage()) {
            return Optional.empty();
        }
        return Optional.of(
                new ChannelHead(
                        record.getChannelId(),
                        kept.position(),
                        kept.time(),
                        record.getSender(),
                        Preview.of(record.getMessage().getText())));
    }

    private static Optional<ChannelVersion> version(Folded.Kept kept, ChannelFold after) {
        ChannelRecord record = kept.record();
        return switch (record.getBodyCase()) {
            case CREATED, TITLE_CHANGED, CHANNEL_DELETED, LOG_CHOSEN ->
                    Optional.of(
                            new ChannelVersion(
                                    record.getChannelId(),
                                    kept.position(),
                                    after.kind(),
                                    after.title(),
                                    record.getSender(),
                                    kept.time(),
                                    after.deleted(),
                                    after.log()));
            default -> Optional.empty();
        };
    }

    private static MemberVersion member(Folded.Kept kept, MemberChange change) {
        return new MemberVersion(
                kept.record().getChannelId(),
                change.user(),
                kept.position(),
                Optional.ofNullable(change.after()),
                change.reason(),
                kept.record().getSender());
    }

    private static UserChannel userChannel(
            Folded.Kept kept, MemberChange change, ChannelFold after) {
        return new UserChannel(
                change.user(),
                kept.record().getChannelId(),
                Optional.ofNullable(change.after()),
                kept.position(),
                after.kind());
    }
}
