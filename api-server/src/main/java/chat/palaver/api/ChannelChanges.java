package chat.palaver.api;

import chat.palaver.ingest.Commands;
import chat.palaver.ingest.LogAppender;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes of channels and their members. A change is a record of the channel's log like any other,
 * and only a fold says whether it counts; the API has none. So it appends, waits until the tables
 * have passed the record, and takes the row that is there, or is not, for the answer.
 *
 * <p>A log may move while its change is under way. A change goes where the tables say; if it comes
 * too late there it has not been read by anybody, and goes where the log has gone.
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

    /**
     * A group to be made.
     *
     * @param members beside the caller
     */
    record NewGroup(String title, List<String> members, LogChoice log) {}

    ChannelChanges(Store store, LogAppender log, SinkWaiting sink, Accounts accounts) {
        this.store = store;
        this.log = log;
        this.sink = sink;
        this.accounts = accounts;
    }

    /**
     * Creates a group. One that is to have an own log lies there when this returns, if that was to
     * be done soon.
     *
     * @param key the same for every repetition of one call
     * @return channel id
     */
    String createGroup(Caller caller, NewGroup group, Optional<String> key) {
        String creator = caller.userId();
        List<String> members = group.members();
        String channel = key.map(k -> Ids.channelOf(creator, k)).orElseGet(Ids::newChannel);
        ChannelRecord record =
                Commands.groupCreated(
                        channel, creator, "create", group.title(), members, group.log());
        if (key.isEmpty() || !exists(channel)) {
            for (String member : members) {
                requireUser("members", member);
            }
            requireDone(isKept(record) || exists(channel));
        }
        if (group.log().own()) {
            sink.untilMoved(channel, true);
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

    /**
     * Changes what a group is. A log that is to lie elsewhere does so when this returns, if that
     * was to be done soon.
     *
     * @param title empty: as it is
     * @param log what it does not ask stays
     */
    void change(Caller caller, String channel, Optional<String> title, LogRequest log) {
        Membership by = requireMember(caller, channel);
        title.ifPresent(Commands::checkTitle);
        requireGroup(channel);
        requireStrongerThanMember(by);
        LogChoice choice = log.over(choice(channel));
        title.ifPresent(wanted -> changeTitle(caller, channel, wanted));
        if (!log.isEmpty()) {
            chooseLog(caller, channel, choice);
        }
    }

    private void changeTitle(Caller caller, String channel, String title) {
        ChannelRecord record = Commands.titleChanged(channel, caller.userId(), newId(), title);
        requireDone(isKept(record) || hasTitle(channel, title));
    }

    private void chooseLog(Caller caller, String channel, LogChoice choice) {
        ChannelRecord record = Commands.logChosen(channel, caller.userId(), newId(), choice);
        requireDone(isKept(record) || choice(channel).equals(choice));
        sink.untilMoved(channel, choice.own());
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

    /** Whether this record, or an earlier one of which it is a copy, counts. */
    private boolean isKept(ChannelRecord record) {
        return verdict(record).kept();
    }

    /** What the user was right after the record, whatever has come since. */
    private Optional<Role> roleAfter(ChannelRecord record, String user) {
        long position = verdict(record).position();
        return Answers.of(store.members().asOf(record.getChannelId(), user, position))
                .map(Membership::role);
    }

    /**
     * The sink's word on a record.
     *
     * @param position where it stands
     * @param kept whether it counts, or one of which it is a copy
     */
    private record Verdict(long position, boolean kept) {}

    /**
     * Appends where the tables say that the log goes on, and waits for them to pass the record. One
     * that came too late, behind the end of its stretch, nobody has read: it is appended again
     * where the log has gone.
     */
    private Verdict verdict(ChannelRecord record) {
        String channel = record.getChannelId();
        long deadline = SinkWaiting.deadline(SinkWaiting.VERDICT);
        LogPlace place = sink.place(channel);
        while (true) {
            long position = append(record, place);
            if (!sink.until(channel, position, deadline)) {
                throw Problem.unavailable("the change was not confirmed in time");
            }
            boolean kept = isKept(record, position);
            LogPlace now = sink.place(channel);
            if (kept || now.epoch() <= place.epoch()) {
                return new Verdict(position, kept);
            }
            place = now;
        }
    }

    private long append(ChannelRecord record, LogPlace place) {
        return Answers.of(log.append(Commands.at(place.epoch(), record))).position();
    }

    private boolean isKept(ChannelRecord record, long position) {
        String channel = record.getChannelId();
        return Answers.of(store.messages().byPosition(channel, position)).isPresent()
                || Answers.of(store.messageIds().find(channel, record.getSender(), record.getId()))
                        .isPresent();
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

    private LogChoice choice(String channel) {
        return version(channel).map(ChannelVersion::log).orElse(LogChoice.SHARED);
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
