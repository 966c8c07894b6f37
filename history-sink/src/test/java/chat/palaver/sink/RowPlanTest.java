package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.ChannelHead;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.MemberVersion;
import chat.palaver.store.MessageRow;
import chat.palaver.store.UserChannel;
import com.google.protobuf.ByteString;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowPlanTest {
    private final Chat chat = new Chat();
    private final String bob = Ids.newUser();
    private final ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(chat.channel));

    @Test
    void creationMakesTheChannelAndARowForEachMember() {
        ChannelRecord created = chat.created("Tea", bob);

        RowPlan plan = plan(7, created);

        assertThat(plan.version())
                .contains(
                        new ChannelVersion(
                                chat.channel,
                                7,
                                Kind.GROUP,
                                "Tea",
                                chat.owner,
                                1007,
                                false,
                                LogChoice.SHARED));
        assertThat(plan.members())
                .containsExactly(
                        member(chat.owner, 7, Role.OWNER, "created"),
                        member(bob, 7, Role.MEMBER, "created"));
        assertThat(plan.userChannels())
                .containsExactly(
                        userChannel(chat.owner, 7, Role.OWNER), userChannel(bob, 7, Role.MEMBER));
        assertThat(plan.head()).isEmpty();
    }

    @Test
    void messageIsKeptAsItLiesInTheLogWithTheOneBeforeIt() {
        plan(7, chat.created("Tea", bob));
        ChannelRecord said = chat.says(bob, "hello");

        RowPlan plan = plan(9, said);

        assertThat(plan.message())
                .isEqualTo(
                        new MessageRow(
                                chat.channel,
                                9,
                                7,
                                bob,
                                said.getId(),
                                1009,
                                ChannelRecord.MESSAGE_FIELD_NUMBER,
                                said.toByteString()));
        assertThat(plan.head()).contains(new ChannelHead(chat.channel, 9, 1009, bob, "hello"));
        assertThat(plan.version()).isEmpty();
        assertThat(plan.members()).isEmpty();
        assertThat(plan.userChannels()).isEmpty();
    }

    @Test
    void removalLeavesARowWithoutARole() {
        plan(7, chat.created("Tea", bob));

        RowPlan plan = plan(8, chat.removes(chat.owner, bob));

        assertThat(plan.members()).containsExactly(member(bob, 8, null, "removed"));
        assertThat(plan.userChannels()).containsExactly(userChannel(bob, 8, null));
        assertThat(plan.version()).isEmpty();
        assertThat(plan.head()).isEmpty();
    }

    @Test
    void newTitleAndDeletionAreVersionsOfTheChannel() {
        plan(7, chat.created("Tea", bob));

        assertThat(plan(8, chat.titles(chat.owner, "Coffee")).version())
                .hasValueSatisfying(
                        version -> {
                            assertThat(version.title()).isEqualTo("Coffee");
                            assertThat(version.deleted()).isFalse();
                        });
        RowPlan deleted = plan(9, chat.deletes(chat.owner));
        assertThat(deleted.version())
                .hasValueSatisfying(version -> assertThat(version.deleted()).isTrue());
        assertThat(deleted.members())
                .extracting(MemberVersion::role)
                .containsOnly(Optional.empty());
        assertThat(deleted.members()).hasSize(2);
    }

    @Test
    void previewEndsAtACodePointAndNotInTheMiddleOfOne() {
        String long121 = "\uD83C\uDF75".repeat(Preview.LENGTH + 1);
        plan(7, chat.created("Tea", bob));

        String preview = plan(8, chat.says(bob, long121)).head().orElseThrow().preview();

        assertThat(preview).isEqualTo("\uD83C\uDF75".repeat(Preview.LENGTH));
        assertThat(Preview.of("\uD83C\uDF75".repeat(Preview.LENGTH)))
                .isEqualTo("\uD83C\uDF75".repeat(Preview.LENGTH));
    }

    private RowPlan plan(long position, ChannelRecord record) {
        ByteString value = record.toByteString();
        Folded folded = fold.apply(position, 1000 + position, value);
        assertThat(folded).isInstanceOf(Folded.Kept.class);
        return RowPlan.of((Folded.Kept) folded, value, fold);
    }

    private MemberVersion member(String user, long position, Role role, String reason) {
        return new MemberVersion(
                chat.channel, user, position, Optional.ofNullable(role), reason, chat.owner);
    }

    private UserChannel userChannel(String user, long position, Role role) {
        return new UserChannel(user, chat.channel, Optional.ofNullable(role), position, Kind.GROUP);
    }
}
