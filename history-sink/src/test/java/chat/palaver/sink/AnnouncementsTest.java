package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Partitions;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Notification;
import chat.palaver.schemas.proto.UserEvent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private final Chat chat = new Chat();
    private final ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(chat.channel));

    @Test
    void everyChangedMemberHearsOfItAndNobodyIsNotified() {
        String bob = Ids.newUser();

        Announcements told = tell(3, chat.created("Tea", bob), 4);

        assertThat(told.events()).extracting(UserEvent::getUserId).containsExactly(chat.owner, bob);
        assertThat(told.events())
                .allSatisfy(
                        event -> {
                            assertThat(event.getMembershipChanged().getPosition()).isEqualTo(3);
                            assertThat(event.getMembershipChanged().getChannelId())
                                    .isEqualTo(chat.channel);
                        });
        assertThat(told.notifications()).isEmpty();
    }

    @Test
    void messageNotifiesEveryMemberButItsSenderInHisPartition() {
        String[] members = users(40);
        tell(3, chat.created("Tea", members), 4);

        Announcements told = tell(4, chat.says(members[0], "hello"), 4);

        assertThat(told.events()).isEmpty();
        assertThat(told.notifications())
                .allSatisfy(
                        addressed ->
                                assertThat(addressed.notification().getUsersList())
                                        .allMatch(
                                                user ->
                                                        Partitions.of(user, 4)
                                                                == addressed.partition()));
        assertThat(told.notifications())
                .flatExtracting(addressed -> addressed.notification().getUsersList())
                .containsExactlyInAnyOrderElementsOf(allBut(members[0], members));
        Notification first = told.notifications().get(0).notification();
        assertThat(first.getPosition()).isEqualTo(4);
        assertThat(first.getTime()).isEqualTo(1004);
        assertThat(first.getSender()).isEqualTo(members[0]);
        assertThat(first.getPreview()).isEqualTo("hello");
    }

    @Test
    void oneNotificationNamesAtMostAThousandUsers() {
        tell(3, chat.created("Crowd", users(Announcements.MOST_USERS + 1)), 1);

        Announcements told = tell(4, chat.says(chat.owner, "hello"), 1);

        assertThat(told.notifications())
                .extracting(addressed -> addressed.notification().getUsersCount())
                .containsExactly(Announcements.MOST_USERS, 1);
    }

    private Announcements tell(long position, ChannelRecord record, int partitions) {
        Folded folded = fold.apply(position, 1000 + position, record.toByteString());
        return Announcements.of(
                (Folded.Kept) folded, fold, user -> Partitions.of(user, partitions));
    }

    private List<String> allBut(String sender, String... members) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(chat.owner), java.util.Arrays.stream(members))
                .filter(user -> !user.equals(sender))
                .toList();
    }

    private static String[] users(int count) {
        return IntStream.range(0, count).mapToObj(i -> Ids.newUser()).toArray(String[]::new);
    }
}
