package chat.palaver.bench.jmh;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.proto.ChannelCreated;
import chat.palaver.schemas.proto.ChannelKind;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Member;
import chat.palaver.schemas.proto.MemberRole;
import chat.palaver.schemas.proto.Message;
import java.util.List;
import java.util.UUID;

/** Records as they lie in the log, made of what an ordinary message has. */
final class Samples {
    /** About what people write. */
    static final String TEXT =
            "the quick brown fox jumps over the lazy dog and runs on into the night, far away";

    /** A moment of log time, milliseconds. */
    static final long TIME = 1_790_000_000_000L;

    private static final long LOW_BITS = 0x8000_0000_0000_0000L;
    private static final long VERSION_7 = 0x7000L;

    private Samples() {}

    /** A UUIDv7, another one for each number. */
    static String id(long number) {
        return new UUID((TIME << 16) | VERSION_7, LOW_BITS | number).toString();
    }

    static ChannelRecord message(String channel, String sender, String id) {
        return ChannelRecord.newBuilder()
                .setChannelId(channel)
                .setSender(sender)
                .setId(id)
                .setMessage(Message.newBuilder().setText(TEXT))
                .build();
    }

    /** The record by which a group comes to be. */
    static ChannelRecord created(String channel, List<String> members) {
        ChannelCreated.Builder created =
                ChannelCreated.newBuilder().setKind(ChannelKind.CHANNEL_KIND_GROUP).setTitle("t");
        members.forEach(
                member ->
                        created.addMembers(
                                Member.newBuilder()
                                        .setUserId(member)
                                        .setRole(MemberRole.MEMBER_ROLE_OWNER)));
        return ChannelRecord.newBuilder()
                .setChannelId(channel)
                .setSender(members.get(0))
                .setId(Ids.newSession())
                .setCreated(created)
                .build();
    }
}
