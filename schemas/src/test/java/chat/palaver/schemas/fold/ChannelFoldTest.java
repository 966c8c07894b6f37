package chat.palaver.schemas.fold;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.proto.ChannelCreated;
import chat.palaver.schemas.proto.ChannelDeleted;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Member;
import chat.palaver.schemas.proto.MemberRemoved;
import chat.palaver.schemas.proto.MemberSet;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.TitleChanged;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelFoldTest {
    private static final long HOUR = ChannelFold.COPY_WINDOW.toMillis();

    private final String channel = Ids.newChannel();
    private final String owner = Ids.newUser();
    private final String admin = Ids.newUser();
    private final String member = Ids.newUser();
    private final String stranger = Ids.newUser();
    private final ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(channel));
    private long offset;
    private int ids;

    @Test
    void chainsKeptRecordsOnly() {
        create();
        Folded.Kept first = kept(say(owner, "a"), 10);
        assertThat(apply(say(owner, "a"), 20)).isInstanceOf(Folded.Copy.class);
        Folded.Kept second = kept(say(member, "a"), 30);
        assertThat(second.prev()).isEqualTo(first.position());
    }

    @Test
    void copyNamesTheFirstWhateverItsText() {
        create();
        Folded.Kept first = kept(say(owner, "a"), 10);
        Folded.Copy copy = (Folded.Copy) apply(say(owner, "a"), 10 + HOUR);
        assertThat(copy.first().position()).isEqualTo(first.position());
        assertThat(fold.keptId(owner, "a")).contains(copy.first());
    }

    @Test
    void windowCountsFromTheKeptRecordNotFromACopy() {
        create();
        kept(say(owner, "a"), 0);
        assertThat(apply(say(owner, "a"), HOUR - 1)).isInstanceOf(Folded.Copy.class);
        assertThat(apply(say(owner, "a"), HOUR + 1)).isInstanceOf(Folded.Kept.class);
    }

    @Test
    void remembersAnIdThatWasKeptAgain() {
        create();
        kept(say(owner, "a"), 0);
        Folded.Kept again = kept(say(owner, "a"), HOUR + 1);
        kept(say(owner, "b"), HOUR + ChannelFold.SLACK.toMillis() + 2);
        Folded.Copy copy = (Folded.Copy) apply(say(owner, "a"), 2 * HOUR);
        assertThat(copy.first().position()).isEqualTo(again.position());
    }

    @Test
    void keepsTheMessageOfAJustRemovedMember() {
        create();
        kept(remove(owner, member), 1);
        assertThat(apply(say(member, "late"), 2)).isInstanceOf(Folded.Kept.class);
    }

    @Test
    void refusesChangesWithoutTheRight() {
        create();
        assertThat(apply(set(stranger, stranger, Role.MEMBER), 1)).isInstanceOf(Folded.Void.class);
        assertThat(apply(set(member, stranger, Role.MEMBER), 1)).isInstanceOf(Folded.Void.class);
        assertThat(apply(set(admin, admin, Role.OWNER), 1)).isInstanceOf(Folded.Void.class);
        assertThat(apply(remove(admin, owner), 1)).isInstanceOf(Folded.Void.class);
        assertThat(apply(remove(member, admin), 1)).isInstanceOf(Folded.Void.class);
        assertThat(apply(title(member, "x"), 1)).isInstanceOf(Folded.Void.class);
        assertThat(apply(delete(admin), 1)).isInstanceOf(Folded.Void.class);
    }

    @Test
    void twoAdminsWhoRemoveEachOtherAreJudgedInOrder() {
        create();
        kept(set(owner, member, Role.ADMIN), 1);
        assertThat(apply(remove(owner, admin), 2)).isInstanceOf(Folded.Kept.class);
        assertThat(apply(remove(admin, member), 3)).isInstanceOf(Folded.Void.class);
        assertThat(fold.member(member)).isPresent();
    }

    @Test
    void aGroupWhoseLastOwnerLeavesHasAnHeir() {
        create();
        Folded.Kept left = kept(remove(owner, owner), 1);
        assertThat(fold.member(admin).orElseThrow().role()).isEqualTo(Role.OWNER);
        assertThat(left.changes()).hasSize(2);
    }

    @Test
    void rejoinCountsFromTheNewRecord() {
        create();
        kept(remove(owner, member), 1);
        Folded.Kept back = kept(set(owner, member, Role.MEMBER), 2);
        assertThat(fold.member(member).orElseThrow().joined()).isEqualTo(back.position());
        assertThat(back.changes().get(0).joins()).isTrue();
    }

    @Test
    void deletionPutsEverybodyOut() {
        create();
        Folded.Kept gone = kept(delete(owner), 1);
        assertThat(fold.members()).isEmpty();
        assertThat(gone.changes()).hasSize(3).allMatch(MemberChange::leaves);
    }

    @Test
    void poisonIsSaidAndPassed() {
        create();
        long head = fold.head();
        ByteString poison = ByteString.copyFromUtf8("\u0007not a record");
        assertThat(fold.apply(next(), 1, poison)).isInstanceOf(Folded.Unparseable.class);
        ChannelRecord foreign = say(owner, "x").toBuilder().setChannelId(Ids.newChannel()).build();
        assertThat(apply(foreign, 1)).isInstanceOf(Folded.Unparseable.class);
        assertThat(kept(say(owner, "y"), 2).prev()).isEqualTo(head);
    }

    @Test
    void ignoresWhatIsNotAboveTheLast() {
        create();
        assertThat(fold.apply(fold.through(), 1, say(owner, "z").toByteString()))
                .isInstanceOf(Folded.Stale.class);
    }

    /** Wherever a reader starts, he sees what a reader from the beginning sees. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void startingInTheMiddleChangesNothing(long seed) {
        Random random = new Random(seed);
        List<String> users = List.of(owner, admin, member, stranger);
        create();
        List<ChannelFold> others = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(100) == 0) {
                others.add(new ChannelFold(fold.snapshot()));
            }
            time += random.nextInt(120_000) - random.nextInt(10_000);
            ByteString value = random(random, users).toByteString();
            long position = next();
            Folded expected = fold.apply(position, time, value);
            for (ChannelFold other : others) {
                assertThat(other.apply(position, time, value))
                        .as("seed %d, record %d", seed, i)
                        .isEqualTo(expected);
            }
        }
        others.forEach(other -> assertThat(other.members()).isEqualTo(fold.members()));
    }

    private ChannelRecord random(Random random, List<String> users) {
        String by = users.get(random.nextInt(4));
        String whom = users.get(random.nextInt(4));
        return switch (random.nextInt(12)) {
            case 0 -> set(by, whom, Role.values()[random.nextInt(3)]);
            case 1 -> remove(by, whom);
            case 2 -> title(by, "t" + random.nextInt(3));
            default -> say(by, "m" + random.nextInt(60));
        };
    }

    private void create() {
        ChannelCreated.Builder created =
                ChannelCreated.newBuilder().setKind(Kind.GROUP.toProto()).setTitle("t");
        created.addMembers(named(owner, Role.OWNER));
        created.addMembers(named(admin, Role.ADMIN));
        created.addMembers(named(member, Role.MEMBER));
        kept(record(owner, "create").setCreated(created).build(), 0);
    }

    private static Member named(String user, Role role) {
        return Member.newBuilder().setUserId(user).setRole(role.toProto()).build();
    }

    private ChannelRecord say(String sender, String id) {
        return record(sender, id).setMessage(Message.newBuilder().setText("hi")).build();
    }

    private ChannelRecord set(String by, String user, Role role) {
        MemberSet set = MemberSet.newBuilder().setUserId(user).setRole(role.toProto()).build();
        return record(by, "s" + ids++).setMemberSet(set).build();
    }

    private ChannelRecord remove(String by, String user) {
        return record(by, "r" + ids++)
                .setMemberRemoved(MemberRemoved.newBuilder().setUserId(user))
                .build();
    }

    private ChannelRecord title(String by, String title) {
        return record(by, "t" + ids++)
                .setTitleChanged(TitleChanged.newBuilder().setTitle(title))
                .build();
    }

    private ChannelRecord delete(String by) {
        return record(by, "d" + ids++)
                .setChannelDeleted(ChannelDeleted.getDefaultInstance())
                .build();
    }

    private ChannelRecord.Builder record(String sender, String id) {
        return ChannelRecord.newBuilder().setChannelId(channel).setSender(sender).setId(id);
    }

    private Folded.Kept kept(ChannelRecord record, long time) {
        Folded folded = apply(record, time);
        assertThat(folded).isInstanceOf(Folded.Kept.class);
        return (Folded.Kept) folded;
    }

    private Folded apply(ChannelRecord record, long time) {
        return fold.apply(next(), time, record.toByteString());
    }

    private long next() {
        return Position.of(0, offset++);
    }
}
