package chat.palaver.api;

import chat.palaver.ingest.Appended;
import chat.palaver.ingest.Commands;
import chat.palaver.ingest.LogAppender;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.MessageRow;
import chat.palaver.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes of channels and their members. A change is a record of the channel's log like any other,
 * and only a fold says whether it counts; the API has none. So it appends, waits until the tables
 * have passed the record, and takes the row that is there, or is not, for the answer.
 *
 * <p>What is plainly not allowed is answered without a record. What seems to be as wanted already
 * is not: the tables may be behind, and a change on its way would undo what was promised. Whether a
 * channel exists is told to its members alone.
 */
final class ChannelChanges {
    private final Store store;
    private final LogAppender log;
    private final SinkWaiting sink;
    private final Accounts accounts;

    ChannelChanges(Store store, LogAppender log, SinkWaiting sink, Accounts accounts) {
        this.store = store;
        this.log = log;
        this.sink = sink;
        this.accounts = accounts;
    }

    /**
     * Creates a group.
     *
     * @param key the same for every repetition of one call
     * @return channel id
     */
    String createGroup(Caller caller, String title, List<String> members, Optional<String> key) {
        String creator = caller.userId();
        String channel = key.map(k -> Ids.channelOf(creator, k)).orElseGet(Ids::newChannel);
        ChannelRecord record = Commands.groupCreated(channel, creator, "create", title, members);
        if (key.isPresent() && exists(channel)) {
            return channel;
        }
        for (String member : members) {
            requireUser("members", member);
        }
        if (!isKept(record) && !exists(channel)) {
            throw Problem.notAllowed();
        }
        return channel;
    }

    /** Whether the direct channel had to be created. */
    boolean createDirect(Caller caller, String other) {
        ChannelRecord record = Commands.directCreated(caller.userId(), other, newId());
        if (exists(record.getChannelId())) {
            return false;
        }
        if (!accounts.exists(other)) {
            throw Problem.notFound();
        }
        boolean kept = isKept(record);
        if (!kept && !exists(record.getChannelId())) {
            throw Problem.notAllowed();
        }
        return kept;
    }

    /**
     * Adds a member or changes a role.
     *
     * @param wanted empty: as a plain member, or as he is
     * @return what the user is now
     */
    Role setMember(Caller caller, String channel, String user, Optional<Role> wanted) {
        Membership by = requireMember(caller, channel);
        Optional<Role> present = member(channel, user).map(Membership::role);
        Role role = wanted.or(() -> present).orElse(Role.MEMBER);
        if (by.role() == Role.MEMBER && present.equals(Optional.of(role))) {
            return role;
        }
        requireGroup(channel);
        requireStrongerThanMember(by);
        if (!accounts.exists(user)) {
            throw Problem.notFound();
        }
        ChannelRecord record = Commands.memberSet(channel, caller.userId(), newId(), user, role);
        requireDone(roleAfter(record, user).equals(Optional.of(role)));
        return role;
    }

    void removeMember(Caller caller, String channel, String user) {
        boolean self = caller.userId().equals(user);
        boolean absent = member(channel, user).isEmpty();
        if (self && absent && wasMember(channel, user)) {
            return;
        }
        Membership by = requireMember(caller, channel);
        requireGroup(channel);
        if (!Ids.isUser(user) || (absent && by.role() == Role.MEMBER)) {
            return;
        }
        if (!self) {
            requireStrongerThanMember(by);
        }
        ChannelRecord record = Commands.memberRemoved(channel, caller.userId(), newId(), user);
        requireDone(roleAfter(record, user).isEmpty());
    }

    void changeTitle(Caller caller, String channel, String title) {
        Membership by = requireMember(caller, channel);
        ChannelRecord record = Commands.titleChanged(channel, caller.userId(), newId(), title);
        requireGroup(channel);
        requireStrongerThanMember(by);
        requireDone(isKept(record) || hasTitle(channel, title));
    }

    void delete(Caller caller, String channel) {
        boolean gone = version(channel).filter(ChannelVersion::deleted).isPresent();
        if (gone && wasMember(channel, caller.userId())) {
            return;
        }
        Membership by = requireMember(caller, channel);
        requireGroup(channel);
        if (by.role() != Role.OWNER) {
            throw Problem.notAllowed();
        }
        ChannelRecord record = Commands.deleted(channel, caller.userId(), newId());
        boolean done =
                isKept(record) || version(channel).filter(ChannelVersion::deleted).isPresent();
        requireDone(done);
    }

    /** The caller's present membership, or 403 whether there is such a channel or not. */
    Membership requireMember(Caller caller, String channel) {
        return member(channel, caller.userId()).orElseThrow(Problem::notAMember);
    }

    /** The sink's verdict: whether this record, or an earlier one of which it is a copy, counts. */
    private boolean isKept(ChannelRecord record) {
        long position = folded(record);
        String channel = record.getChannelId();
        Optional<MessageRow> row = Answers.of(store.messages().byPosition(channel, position));
        return row.isPresent()
                || Answers.of(store.messageIds().find(channel, record.getSender(), record.getId()))
                        .isPresent();
    }

    /** What the user was right after the record, whatever has come since. */
    private Optional<Role> roleAfter(ChannelRecord record, String user) {
        long position = folded(record);
        return Answers.of(store.members().asOf(record.getChannelId(), user, position))
                .map(Membership::role);
    }

    /** Appends, and waits for the tables to pass the record: its position. */
    private long folded(ChannelRecord record) {
        Appended appended = Answers.of(log.append(record));
        if (!sink.until(appended.partition(), appended.offset(), SinkWaiting.VERDICT)) {
            throw Problem.unavailable("the change was not confirmed in time");
        }
        return appended.position();
    }

    private Optional<Membership> member(String channel, String user) {
        if (!Ids.isChannel(channel) || !Ids.isUser(user)) {
            return Optional.empty();
        }
        return Answers.of(store.members().latest(channel, user));
    }

    private boolean wasMember(String channel, String user) {
        return Ids.isChannel(channel)
                && !Answers.of(store.members().intervals(channel, user)).isEmpty();
    }

    private Optional<ChannelVersion> version(String channel) {
        return Answers.of(store.channels().latest(channel));
    }

    private boolean exists(String channel) {
        return version(channel).isPresent();
    }

    private boolean hasTitle(String channel, String title) {
        return version(channel).filter(now -> now.title().equals(title)).isPresent();
    }

    private void requireGroup(String channel) {
        if (version(channel).filter(now -> now.kind() == Kind.GROUP).isEmpty()) {
            throw Problem.notAllowed();
        }
    }

    private void requireUser(String field, String user) {
        if (!accounts.exists(user)) {
            throw Problem.invalid(field, "there is no such user");
        }
    }

    private static void requireStrongerThanMember(Membership by) {
        if (by.role() == Role.MEMBER) {
            throw Problem.notAllowed();
        }
    }

    private static void requireDone(boolean done) {
        if (!done) {
            throw Problem.notAllowed();
        }
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
