package chat.palaver.edge.feed;

import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.frames.ServerFrameWriter;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Member;
import java.util.List;
import java.util.Optional;

/**
 * Turns kept records into frames. A message looks the same to everybody; a change of membership or
 * title names the receiver's own role, so there is one form for each role.
 */
public final class RecordFrames {
    private final ServerFrameWriter writer = new ServerFrameWriter();

    /** Any frame. */
    public EncodedFrame encode(ServerFrame frame) {
        return new EncodedFrame(writer.write(frame));
    }

    /** The one form of a message. */
    public EncodedFrame message(long position, long prev, long time, ChannelRecord record) {
        return encode(
                new ServerFrame.Message(
                        record.getChannelId(),
                        position,
                        prev,
                        record.getId(),
                        record.getSender(),
                        record.getMessage().getText(),
                        time,
                        record.getMessage().getReplyTo()));
    }

    /**
     * A change as one member sees it.
     *
     * @param role his role after it, or null if he is no member any more
     * @param reason why, as {@link #reason} or the fold says
     */
    public EncodedFrame change(
            long position,
            long prev,
            long time,
            ChannelRecord record,
            Kind kind,
            String title,
            Role role,
            String reason) {
        return encode(
                new ServerFrame.Channel(
                        record.getChannelId(),
                        kind == null ? Kind.GROUP.wireName() : kind.wireName(),
                        title,
                        role == null ? null : role.wireName(),
                        reason,
                        concerned(record).orElse(null),
                        record.getSender(),
                        position,
                        prev,
                        time));
    }

    /** Whether the record is a message, the same for everybody. */
    static boolean isMessage(ChannelRecord record) {
        return record.hasMessage();
    }

    /** The role the record itself gives the user, if it does. */
    static Optional<Role> roleGiven(ChannelRecord record, String user) {
        return switch (record.getBodyCase()) {
            case CREATED -> roleIn(record.getCreated().getMembersList(), user);
            case MEMBER_SET ->
                    record.getMemberSet().getUserId().equals(user)
                            ? Role.of(record.getMemberSet().getRole())
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The title the record itself gives its channel, if it does. */
    static Optional<String> titleGiven(ChannelRecord record) {
        return switch (record.getBodyCase()) {
            case CREATED -> Optional.of(record.getCreated().getTitle());
            case TITLE_CHANGED -> Optional.of(record.getTitleChanged().getTitle());
            default -> Optional.empty();
        };
    }

    private static Optional<Role> roleIn(List<Member> members, String user) {
        return members.stream()
                .filter(member -> member.getUserId().equals(user))
                .findFirst()
                .flatMap(member -> Role.of(member.getRole()));
    }

    private static Optional<String> concerned(ChannelRecord record) {
        return switch (record.getBodyCase()) {
            case MEMBER_SET -> Optional.of(record.getMemberSet().getUserId());
            case MEMBER_REMOVED -> Optional.of(record.getMemberRemoved().getUserId());
            default -> Optional.empty();
        };
    }

    /** Why, as far as the record alone can tell. */
    static String reason(ChannelRecord record) {
        return switch (record.getBodyCase()) {
            case CREATED -> "created";
            case MEMBER_SET -> "added";
            case MEMBER_REMOVED ->
                    record.getMemberRemoved().getUserId().equals(record.getSender())
                            ? "left"
                            : "removed";
            case TITLE_CHANGED -> "title";
            case CHANNEL_DELETED -> "deleted";
            case LOG_CHOSEN -> "log";
            default -> "changed";
        };
    }
}
