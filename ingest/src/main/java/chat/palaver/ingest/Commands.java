package chat.palaver.ingest;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.ErrorCode;
import chat.palaver.schemas.frames.Limits;
import chat.palaver.schemas.proto.ChannelCreated;
import chat.palaver.schemas.proto.ChannelDeleted;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.LogChosen;
import chat.palaver.schemas.proto.LogMoved;
import chat.palaver.schemas.proto.Member;
import chat.palaver.schemas.proto.MemberRemoved;
import chat.palaver.schemas.proto.MemberSet;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.TitleChanged;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the records of a channel from what clients ask for, and refuses what no reader should ever
 * have to meet in the log. One place for edges and API, so that both hold the same limits. Pure:
 * who may do what is not judged here.
 *
 * <p>Every method throws {@link InvalidCommand} for a value out of its limits.
 */
public final class Commands {
    /** Longest title, in Unicode code points. */
    public static final int TITLE_CODE_POINTS = 200;

    /** Most members a channel may be created with; others are added one by one. */
    public static final int FIRST_MEMBERS = 1_000;

    private Commands() {}

    /**
     * A text said in a channel.
     *
     * @param replyTo position of the message answered, {@link Position#NONE} for none
     */
    public static ChannelRecord message(
            String channel, String sender, String id, String text, long replyTo) {
        checkText(text);
        if (replyTo < Position.NONE) {
            throw new InvalidCommand(ErrorCode.BAD_FRAME, "replyTo", "not a position");
        }
        Message.Builder message = Message.newBuilder().setText(text).setReplyTo(replyTo);
        return record(channel, sender, id).setMessage(message).build();
    }

    /** The first record of a group; its creator owns it, everybody else is a plain member. */
    public static ChannelRecord groupCreated(
            String channel, String creator, String id, String title, Iterable<String> members) {
        return groupCreated(channel, creator, id, title, members, LogChoice.SHARED);
    }

    /** The same, with a wish where its log is to lie. */
    public static ChannelRecord groupCreated(
            String channel,
            String creator,
            String id,
            String title,
            Iterable<String> members,
            LogChoice log) {
        checkTitle(title);
        Map<String, Role> roles = new TreeMap<>();
        for (String member : members) {
            roles.put(checkUser("members", member), Role.MEMBER);
        }
        roles.put(creator, Role.OWNER);
        if (roles.size() > FIRST_MEMBERS) {
            throw new InvalidCommand(
                    ErrorCode.BAD_FRAME, "members", "at most " + FIRST_MEMBERS + " at creation");
        }
        ChannelCreated.Builder created =
                created(Kind.GROUP, title, roles)
                        .setOwnLog(log.own())
                        .setRetentionMillis(log.retention().toMillis());
        return record(channel, creator, id).setCreated(created).build();
    }

    /** The first record of the direct channel of two users, who are equals in it. */
    public static ChannelRecord directCreated(String creator, String other, String id) {
        checkUser("userId", other);
        if (creator.equals(other)) {
            throw new InvalidCommand(ErrorCode.BAD_FRAME, "userId", "must be another user");
        }
        Map<String, Role> roles = Map.of(creator, Role.MEMBER, other, Role.MEMBER);
        String channel = Ids.directChannel(creator, other);
        return record(channel, creator, id)
                .setCreated(created(Kind.DIRECT, "", new TreeMap<>(roles)))
                .build();
    }

    /** A user joins with a role, or changes to it. */
    public static ChannelRecord memberSet(
            String channel, String sender, String id, String user, Role role) {
        MemberSet.Builder set =
                MemberSet.newBuilder().setUserId(checkUser("userId", user)).setRole(role.toProto());
        return record(channel, sender, id).setMemberSet(set).build();
    }

    /** A user leaves (the sender himself) or is removed. */
    public static ChannelRecord memberRemoved(
            String channel, String sender, String id, String user) {
        MemberRemoved.Builder removed =
                MemberRemoved.newBuilder().setUserId(checkUser("userId", user));
        return record(channel, sender, id).setMemberRemoved(removed).build();
    }

    /** A group gets another title. */
    public static ChannelRecord titleChanged(
            String channel, String sender, String id, String title) {
        checkTitle(title);
        TitleChanged.Builder changed = TitleChanged.newBuilder().setTitle(title);
        return record(channel, sender, id).setTitleChanged(changed).build();
    }

    /** Where a group's log is to lie. */
    public static ChannelRecord logChosen(String channel, String sender, String id, LogChoice log) {
        LogChosen.Builder chosen =
                LogChosen.newBuilder()
                        .setOwn(log.own())
                        .setRetentionMillis(log.retention().toMillis());
        return record(channel, sender, id).setLogChosen(chosen).build();
    }

    /** The end of a stretch of a channel's log, which goes on in the next one. */
    public static ChannelRecord logMoved(LogPlace from) {
        return ChannelRecord.newBuilder()
                .setChannelId(from.channel())
                .setId("to-" + from.next().epoch())
                .setEpoch(from.epoch())
                .setLogMoved(LogMoved.getDefaultInstance())
                .build();
    }

    /** The same record, for the stretch of the channel's log that has this epoch. */
    public static ChannelRecord at(long epoch, ChannelRecord record) {
        return epoch == record.getEpoch() ? record : record.toBuilder().setEpoch(epoch).build();
    }

    /** A group is closed. */
    public static ChannelRecord deleted(String channel, String sender, String id) {
        return record(channel, sender, id)
                .setChannelDeleted(ChannelDeleted.getDefaultInstance())
                .build();
    }

    /** Refuses a text that is empty, too long or not Unicode. */
    public static void checkText(String text) {
        if (text.isEmpty()) {
            throw new InvalidCommand(ErrorCode.TEXT_EMPTY, "text", "the text is empty");
        }
        if (codePoints(text) > Limits.TEXT_CODE_POINTS) {
            throw new InvalidCommand(
                    ErrorCode.TEXT_TOO_LONG,
                    "text",
                    "at most " + Limits.TEXT_CODE_POINTS + " code points");
        }
        checkUnicode("text", text);
    }

    /** Refuses a title that is blank, too long, not Unicode or has control characters. */
    public static void checkTitle(String title) {
        if (title.isBlank() || codePoints(title) > TITLE_CODE_POINTS) {
            throw new InvalidCommand(
                    ErrorCode.BAD_FRAME, "title", "1 to " + TITLE_CODE_POINTS + " code points");
        }
        if (title.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidCommand(ErrorCode.BAD_FRAME, "title", "no control characters");
        }
        checkUnicode("title", title);
    }

    /** Refuses what is not 1 to 64 characters. */
    public static void checkMessageId(String id) {
        if (!Ids.isMessageId(id)) {
            throw new InvalidCommand(
                    ErrorCode.BAD_FRAME, "id", "1 to " + Ids.MAX_MESSAGE_ID_LENGTH + " characters");
        }
        checkUnicode("id", id);
    }

    private static ChannelCreated.Builder created(
            Kind kind, String title, Map<String, Role> roles) {
        ChannelCreated.Builder created =
                ChannelCreated.newBuilder().setKind(kind.toProto()).setTitle(title);
        roles.forEach(
                (user, role) ->
                        created.addMembers(
                                Member.newBuilder().setUserId(user).setRole(role.toProto())));
        return created;
    }

    private static ChannelRecord.Builder record(String channel, String sender, String id) {
        checkMessageId(id);
        if (!Ids.isChannel(channel)) {
            throw new InvalidCommand(ErrorCode.BAD_FRAME, "channel", "not a channel id");
        }
        return ChannelRecord.newBuilder()
                .setChannelId(channel)
                .setSender(checkUser("sender", sender))
                .setId(id);
    }

    private static String checkUser(String field, String user) {
        if (!Ids.isUser(user)) {
            throw new InvalidCommand(ErrorCode.BAD_FRAME, field, "not a user id");
        }
        return user;
    }

    /** A lone surrogate has no UTF-8 form: it would come back as another text. */
    private static void checkUnicode(String field, String text) {
        if (text.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
            throw new InvalidCommand(ErrorCode.BAD_FRAME, field, "a lone surrogate");
        }
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }
}
