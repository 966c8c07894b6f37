package chat.palaver.sink;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.proto.ChannelCreated;
import chat.palaver.schemas.proto.ChannelDeleted;
import chat.palaver.schemas.proto.ChannelKind;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.LogChosen;
import chat.palaver.schemas.proto.Member;
import chat.palaver.schemas.proto.MemberRemoved;
import chat.palaver.schemas.proto.MemberRole;
import chat.palaver.schemas.proto.MemberSet;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.TitleChanged;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes the records of one group as clients would. */
final class Chat {
    final String channel;
    final String owner = Ids.newUser();
    private final AtomicInteger ids = new AtomicInteger();

    Chat() {
        this(Ids.newChannel());
    }

    Chat(String channel) {
        this.channel = channel;
    }

    ChannelRecord created(String title, String... members) {
        ChannelCreated.Builder body =
                ChannelCreated.newBuilder()
                        .setKind(ChannelKind.CHANNEL_KIND_GROUP)
                        .setTitle(title)
                        .addMembers(member(owner, MemberRole.MEMBER_ROLE_OWNER));
        for (String user : members) {
            body.addMembers(member(user, MemberRole.MEMBER_ROLE_MEMBER));
        }
        return by(owner).setCreated(body).build();
    }

    ChannelRecord createdOwn(String title, Duration retention, String... members) {
        ChannelRecord shared = created(title, members);
        ChannelCreated.Builder own =
                shared.getCreated().toBuilder()
                        .setOwnLog(true)
                        .setRetentionMillis(retention.toMillis());
        return shared.toBuilder().setCreated(own).build();
    }

    ChannelRecord chooses(String sender, boolean own, Duration retention) {
        LogChosen body =
                LogChosen.newBuilder().setOwn(own).setRetentionMillis(retention.toMillis()).build();
        return by(sender).setLogChosen(body).build();
    }

    ChannelRecord says(String sender, String text) {
        return by(sender).setMessage(Message.newBuilder().setText(text)).build();
    }

    ChannelRecord adds(String sender, String user) {
        MemberSet body =
                MemberSet.newBuilder()
                        .setUserId(user)
                        .setRole(MemberRole.MEMBER_ROLE_MEMBER)
                        .build();
        return by(sender).setMemberSet(body).build();
    }

    ChannelRecord removes(String sender, String user) {
        return by(sender).setMemberRemoved(MemberRemoved.newBuilder().setUserId(user)).build();
    }

    ChannelRecord titles(String sender, String title) {
        return by(sender).setTitleChanged(TitleChanged.newBuilder().setTitle(title)).build();
    }

    ChannelRecord deletes(String sender) {
        return by(sender).setChannelDeleted(ChannelDeleted.getDefaultInstance()).build();
    }

    private ChannelRecord.Builder by(String sender) {
        return ChannelRecord.newBuilder()
                .setChannelId(channel)
                .setSender(sender)
                .setId("id-" + ids.incrementAndGet());
    }

    private static Member member(String user, MemberRole role) {
        return Member.newBuilder().setUserId(user).setRole(role).build();
    }
}
