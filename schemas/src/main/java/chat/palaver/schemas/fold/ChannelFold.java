package chat.palaver.schemas.fold;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.proto.ChannelCreated;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.LogChosen;
import chat.palaver.schemas.proto.Member;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one rule that says which records of a channel count. Edges and sink apply this very class to
 * the same bytes in the same order, so that live delivery, {@code sent} and the history are one
 * function of the log and cannot disagree. It knows no clock, no store and no network.
 *
 * <p>A record is skipped if it is a copy (its sender and id were kept at most {@link #COPY_WINDOW}
 * before, by log time, among the last {@link #MAX_KEPT_IDS} kept), if it changes membership or
 * title without a right to, or without changing anything, or if it cannot be parsed. All else is
 * kept, the message of a just-removed member included: who may send was decided when it was
 * appended.
 *
 * <p>A channel's log may move, and then goes on in another topic under the next epoch. A record
 * names the epoch for which it was appended: behind the end of that stretch it is nothing, before
 * its beginning it has to wait. So a channel is one sequence of records to every reader, in
 * whichever order he comes by its parts.
 *
 * <p>Not thread-safe.
 */
public final class ChannelFold {
    /** How long an id is remembered, counted from the kept record, by log time. */
    public static final Duration COPY_WINDOW = Duration.ofHours(1);

    /**
     * How far log time may step back (at a change of leaders) without forgetting an id too early.
     */
    public static final Duration SLACK = Duration.ofMinutes(5);

    /** The most ids remembered of one channel. */
    public static final int MAX_KEPT_IDS = 200_000;

    private final String channel;
    private final Map<String, Membership> members = new HashMap<>();
    private final KeptIds kept = new KeptIds(MAX_KEPT_IDS);
    private Kind kind;
    private String title;
    private boolean deleted;
    private LogChoice log;
    private long head;
    private long through;

    /** Goes on from a snapshot. */
    public ChannelFold(ChannelSnapshot snapshot) {
        channel = snapshot.channel();
        kind = snapshot.kind();
        title = snapshot.title();
        deleted = snapshot.deleted();
        log = snapshot.log();
        members.putAll(snapshot.members());
        head = snapshot.head();
        through = snapshot.through();
        snapshot.keptIds().forEach(kept::keep);
    }

    /**
     * Applies the next record of one of the channel's logs.
     *
     * @param position its offset there, with any epoch that lies in the same topic: the record's
     *     own epoch decides. If that makes it no more than {@link #through()} the answer is {@link
     *     Folded.Stale}
     * @param time its log-append time, milliseconds since the epoch
     * @param value the record's bytes
     */
    public Folded apply(long position, long time, ByteString value) {
        boolean own = LogPlace.isOwn(Position.epoch(position));
        Optional<ChannelRecord> record = parse(value);
        long meant = record.map(ChannelRecord::getEpoch).orElseGet(this::epoch);
        boolean here = LogPlace.isOwn(meant) == own;
        if (!here || (own && meant != Position.epoch(position))) {
            return record.isEmpty() ? poison() : new Folded.Unparseable("of another log");
        }
        if (meant > epoch()) {
            return new Folded.Ahead(meant);
        }
        long stands = Position.of(meant, Position.offset(position));
        if (stands <= through) {
            return new Folded.Stale();
        }
        through = stands;
        return record.map(r -> judge(stands, time, r)).orElseGet(this::poison);
    }

    public String channel() {
        return channel;
    }

    /** Null while the channel has not been created. */
    public Kind kind() {
        return kind;
    }

    public String title() {
        return title;
    }

    public boolean deleted() {
        return deleted;
    }

    /** Where its log was asked to lie. */
    public LogChoice log() {
        return log;
    }

    /** The stretch in which the log goes on behind {@link #through()}. */
    public long epoch() {
        return Position.epoch(through);
    }

    /** Where the log goes on behind {@link #through()}. */
    public LogPlace place() {
        return new LogPlace(channel, epoch());
    }

    /** The members now, read-only. */
    public Map<String, Membership> members() {
        return Collections.unmodifiableMap(members);
    }

    /** The user's membership now. */
    public Optional<Membership> member(String user) {
        return Optional.ofNullable(members.get(user));
    }

    /** Position of the last kept record, or {@link Position#NONE}. */
    public long head() {
        return head;
    }

    /** Every record at or below this position has been folded. */
    public long through() {
        return through;
    }

    /** The kept record of this sender and id, while it is remembered. */
    public Optional<KeptId> keptId(String sender, String id) {
        return kept.find(sender, id);
    }

    /** How many ids are remembered. */
    public int keptIds() {
        return kept.size();
    }

    /** The present state, from which another fold can go on. */
    public ChannelSnapshot snapshot() {
        return new ChannelSnapshot(
                channel, kind, title, deleted, log, members, head, through, kept.oldestFirst());
    }

    private Folded poison() {
        return new Folded.Unparseable("not a record of channel " + channel);
    }

    private Optional<ChannelRecord> parse(ByteString value) {
        try {
            ChannelRecord record = ChannelRecord.parseFrom(value);
            boolean ours = record.getChannelId().equals(channel);
            boolean named = Ids.isUser(record.getSender()) && Ids.isMessageId(record.getId());
            boolean placed = record.getEpoch() >= 0 && record.getEpoch() <= Position.MAX_EPOCH;
            return ours && placed && (named || record.hasLogMoved())
                    ? Optional.of(record)
                    : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private Folded judge(long position, long time, ChannelRecord record) {
        if (record.hasLogMoved()) {
            return moved(position, time, record);
        }
        kept.forgetBefore(time - COPY_WINDOW.toMillis() - SLACK.toMillis());
        KeptId first = kept.find(record.getSender(), record.getId()).orElse(null);
        if (first != null && time - first.time() <= COPY_WINDOW.toMillis()) {
            return new Folded.Copy(record, first);
        }
        return switch (record.getBodyCase()) {
            case CREATED -> created(position, time, record);
            case MEMBER_SET -> memberSet(position, time, record);
            case MEMBER_REMOVED -> memberRemoved(position, time, record);
            case TITLE_CHANGED -> titleChanged(position, time, record);
            case CHANNEL_DELETED -> channelDeleted(position, time, record);
            case LOG_CHOSEN -> logChosen(position, time, record);
            // A kind that this version does not know counts too, or chains would differ.
            case MESSAGE, LOG_MOVED, BODY_NOT_SET -> keep(position, time, record, List.of());
        };
    }

    private Folded created(long position, long time, ChannelRecord record) {
        ChannelCreated created = record.getCreated();
        Optional<Kind> asKind = Kind.of(created.getKind());
        if (kind != null || asKind.isEmpty()) {
            return new Folded.Void(record, "the channel exists");
        }
        kind = asKind.get();
        title = kind == Kind.DIRECT ? "" : created.getTitle();
        log = LogChoice.of(created.getOwnLog(), created.getRetentionMillis());
        List<MemberChange> changes = new ArrayList<>();
        for (Member member : created.getMembersList()) {
            Role role = Role.of(member.getRole()).orElse(Role.MEMBER);
            if (!members.containsKey(member.getUserId())) {
                changes.add(set(member.getUserId(), role, position, "created"));
            }
        }
        return keep(position, time, record, changes);
    }

    private Folded memberSet(long position, long time, ChannelRecord record) {
        String user = record.getMemberSet().getUserId();
        Role role = Role.of(record.getMemberSet().getRole()).orElse(Role.MEMBER);
        Membership present = members.get(user);
        if (!mayChangeMember(record.getSender(), present, role)) {
            return new Folded.Void(record, "not allowed");
        }
        if (present != null && present.role() == role) {
            return new Folded.Void(record, "nothing to change");
        }
        if (present != null && role != Role.OWNER && isLastOwner(user)) {
            return new Folded.Void(record, "a group needs an owner");
        }
        String reason = present == null ? "added" : "role";
        return keep(position, time, record, List.of(set(user, role, position, reason)));
    }

    private boolean mayChangeMember(String author, Membership present, Role wanted) {
        Membership by = members.get(author);
        if (kind != Kind.GROUP || deleted || by == null) {
            return false;
        }
        boolean onlyOfMembers =
                wanted == Role.MEMBER && (present == null || present.role() == Role.MEMBER);
        return by.role() == Role.OWNER || (by.role() == Role.ADMIN && onlyOfMembers);
    }

    private Folded memberRemoved(long position, long time, ChannelRecord record) {
        String user = record.getMemberRemoved().getUserId();
        Membership present = members.get(user);
        Membership by = members.get(record.getSender());
        if (kind != Kind.GROUP || deleted || by == null || present == null) {
            return new Folded.Void(record, "not allowed");
        }
        boolean self = user.equals(record.getSender());
        boolean outranks = by.role() == Role.OWNER || by.role().compareTo(present.role()) > 0;
        if (!self && !outranks) {
            return new Folded.Void(record, "not allowed");
        }
        boolean heirNeeded = isLastOwner(user);
        List<MemberChange> changes = new ArrayList<>();
        changes.add(remove(user, self ? "left" : "removed"));
        if (heirNeeded) {
            heir().ifPresent(heir -> changes.add(set(heir, Role.OWNER, position, "role")));
        }
        return keep(position, time, record, changes);
    }

    private boolean isLastOwner(String user) {
        return members.entrySet().stream()
                .filter(entry -> entry.getValue().role() == Role.OWNER)
                .allMatch(entry -> entry.getKey().equals(user));
    }

    /** Who owns a group whose last owner leaves: the strongest member, then the oldest. */
    private Optional<String> heir() {
        return members.entrySet().stream()
                .max(
                        Map.Entry.<String, Membership>comparingByValue(
                                        (a, b) -> {
                                            int byRole = a.role().compareTo(b.role());
                                            return byRole != 0
                                                    ? byRole
                                                    : Long.compare(b.joined(), a.joined());
                                        })
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    private Folded titleChanged(long position, long time, ChannelRecord record) {
        Membership by = members.get(record.getSender());
        if (kind != Kind.GROUP || deleted || by == null || by.role() == Role.MEMBER) {
            return new Folded.Void(record, "not allowed");
        }
        if (title.equals(record.getTitleChanged().getTitle())) {
            return new Folded.Void(record, "nothing to change");
        }
        title = record.getTitleChanged().getTitle();
        return keep(position, time, record, List.of());
    }

    private Folded logChosen(long position, long time, ChannelRecord record) {
        Membership by = members.get(record.getSender());
        if (kind != Kind.GROUP || deleted || by == null || by.role() == Role.MEMBER) {
            return new Folded.Void(record, "not allowed");
        }
        LogChosen chosen = record.getLogChosen();
        LogChoice wanted = LogChoice.of(chosen.getOwn(), chosen.getRetentionMillis());
        if (log.equals(wanted)) {
            return new Folded.Void(record, "nothing to change");
        }
        log = wanted;
        return keep(position, time, record, List.of());
    }

    /** Needs no author's right: only Palaver itself appends such a record. */
    private Folded moved(long position, long time, ChannelRecord record) {
        if (kind == null || deleted || epoch() == Position.MAX_EPOCH) {
            return new Folded.Void(record, "no move of what is not, or has moved too often");
        }
        long next = epoch() + 1;
        through = Position.beforeEpoch(next);
        return new Folded.Moved(position, time, next);
    }

    private Folded channelDeleted(long position, long time, ChannelRecord record) {
        Membership by = members.get(record.getSender());
        if (kind != Kind.GROUP || deleted || by == null || by.role() != Role.OWNER) {
            return new Folded.Void(record, "not allowed");
        }
        deleted = true;
        List<MemberChange> changes = new ArrayList<>();
        for (String user : members.keySet().stream().sorted().toList()) {
            changes.add(remove(user, "deleted"));
        }
        return keep(position, time, record, changes);
    }

    private MemberChange set(String user, Role role, long position, String reason) {
        Membership before = members.get(user);
        long joined = before == null ? position : before.joined();
        members.put(user, new Membership(role, joined));
        return new MemberChange(user, before == null ? null : before.role(), role, reason);
    }

    private MemberChange remove(String user, String reason) {
        Membership before = members.remove(user);
        return new MemberChange(user, before.role(), null, reason);
    }

    private Folded keep(
            long position, long time, ChannelRecord record, List<MemberChange> changes) {
        Folded.Kept folded = new Folded.Kept(position, head, time, record, List.copyOf(changes));
        head = position;
        kept.keep(new KeptId(record.getSender(), record.getId(), position, time));
        return folded;
    }
}
