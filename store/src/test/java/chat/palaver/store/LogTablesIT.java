package chat.palaver.store;

import static chat.palaver.store.Opened.await;
import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.store.SinkProgress.Progress;
import chat.palaver.testkit.CqlStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tables derived from the log: the order of writing must not matter, nor its repetition. */
final class LogTablesIT {
    @RegisterExtension static final CqlStore CQL = new CqlStore();
    private static final long TIME = 1_772_000_000_123L;
    private static Store store;

    @BeforeAll
    static void open() {
        store = Opened.open(CQL);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void aChannelIsWhatItsNewestVersionAtAPositionSays() {
        ChannelVersion created =
                channel(10, "First", false, new LogChoice(true, Duration.ofDays(7)));
        ChannelVersion titled = channel(20, "Second", false, LogChoice.SHARED);
        ChannelVersion deleted = channel(30, "Second", true, LogChoice.SHARED);
        for (ChannelVersion version : List.of(deleted, created, titled, created)) {
            await(store.channels().write(version));
        }

        assertThat(await(store.channels().asOf("c_titles", 9))).isEmpty();
        assertThat(await(store.channels().asOf("c_titles", 10))).contains(created);
        assertThat(await(store.channels().asOf("c_titles", 19))).contains(created);
        assertThat(await(store.channels().asOf("c_titles", 20))).contains(titled);
        assertThat(await(store.channels().latest("c_titles"))).contains(deleted);
    }

    @Test
    void membersAreReadAsOfAPositionHoweverFarTheTableIsAhead() {
        member("c_members", "u_b", 10, Optional.of(Role.MEMBER));
        member("c_members", "u_a", 10, Optional.of(Role.OWNER));
        member("c_members", "u_b", 40, Optional.of(Role.MEMBER));
        member("c_members", "u_b", 30, Optional.empty());
        member("c_members", "u_b", 20, Optional.of(Role.ADMIN));

        Membership owner = new Membership(Role.OWNER, 10);
        assertThat(await(store.members().asOf("c_members", 9))).isEmpty();
        assertThat(await(store.members().asOf("c_members", 25)))
                .isEqualTo(Map.of("u_a", owner, "u_b", new Membership(Role.ADMIN, 10)));
        assertThat(await(store.members().asOf("c_members", 30))).isEqualTo(Map.of("u_a", owner));
        assertThat(await(store.members().latest("c_members")))
                .isEqualTo(Map.of("u_a", owner, "u_b", new Membership(Role.MEMBER, 40)));
        assertThat(await(store.members().latest("c_members", "u_b")))
                .contains(new Membership(Role.MEMBER, 40));
        assertThat(await(store.members().intervals("c_members", "u_b")))
                .containsExactly(
                        new MembershipInterval(10, 30),
                        new MembershipInterval(40, MembershipInterval.OPEN));
        assertThat(await(store.members().intervals("c_members", "u_c"))).isEmpty();
    }

    @Test
    void aLargeChannelIsReadOverManyPages() {
        int members = 12_000;
        var writes = new java.util.ArrayList<java.util.concurrent.CompletionStage<Void>>();
        for (int i = 0; i < members; i++) {
            writes.add(
                    store.members()
                            .write(
                                    new MemberVersion(
                                            "c_large",
                                            "u_" + i,
                                            i + 1,
                                            Optional.of(Role.MEMBER),
                                            "added",
                                            "u_0")));
            if (writes.size() == 2_000) {
                writes.forEach(Opened::await);
                writes.clear();
            }
        }

        assertThat(await(store.members().latest("c_large"))).hasSize(members);
        assertThat(await(store.members().asOf("c_large", 7_000))).hasSize(7_000);
    }

    @Test
    void theNewestRecordSaysWhatAChannelIsToItsUser() {
        UserChannel joined = userChannel("c_1", Optional.of(Role.MEMBER), 10);
        UserChannel left = userChannel("c_1", Optional.empty(), 20);
        UserChannel other = userChannel("c_2", Optional.of(Role.OWNER), 5);
        for (UserChannel channel : List.of(left, joined, other, left)) {
            await(store.userChannels().write(channel));
        }

        assertThat(await(store.userChannels().of("u_1"))).containsExactly(other);
        assertThat(await(store.userChannels().withLeft("u_1"))).containsExactly(left, other);
        assertThat(await(store.userChannels().of("u_1", "c_1"))).contains(left);
        assertThat(await(store.userChannels().of("u_1", "c_3"))).isEmpty();

        UserChannel again = userChannel("c_1", Optional.of(Role.ADMIN), 30);
        await(store.userChannels().write(again));
        assertThat(await(store.userChannels().of("u_1"))).containsExactly(again, other);
    }

    @Test
    void aHeadIsTheHighestMessageWhicheverIsWrittenLast() {
        ChannelHead high = new ChannelHead("c_head", Position.of(0, 70_000), TIME, "u_a", "b");
        ChannelHead low = new ChannelHead("c_head", Position.of(0, 9), TIME - 1, "u_b", "z");
        await(store.channelHeads().write(high));
        await(store.channelHeads().write(low));

        assertThat(await(store.channelHeads().of(List.of("c_head", "c_none"))))
                .isEqualTo(Map.of("c_head", high));
        assertThat(await(store.channelHeads().of("c_none"))).isEmpty();
    }

    @Test
    void aReadPositionOnlyMovesForward() {
        await(store.readPositions().write("u_reader", "c_1", 900));
        await(store.readPositions().write("u_reader", "c_1", 1_000));
        await(store.readPositions().write("u_reader", "c_1", 999));
        await(store.readPositions().write("u_reader", "c_2", 1));

        assertThat(await(store.readPositions().of("u_reader", "c_1"))).hasValue(1_000);
        assertThat(await(store.readPositions().of("u_reader", "c_3"))).isEmpty();
        assertThat(await(store.readPositions().of("u_reader")))
                .isEqualTo(Map.of("c_1", 1_000L, "c_2", 1L));
    }

    @Test
    void progressCannotGoBack() {
        Progress far = new Progress(5_000, "topic-id");
        assertThat(await(store.sinkProgress().find("channel.shared", 3))).isEmpty();

        await(store.sinkProgress().write("channel.shared", 3, new Progress(0, "topic-id")));
        await(store.sinkProgress().write("channel.shared", 3, far));
        await(store.sinkProgress().write("channel.shared", 3, new Progress(4_999, "other")));

        assertThat(await(store.sinkProgress().find("channel.shared", 3))).contains(far);
        assertThat(await(store.sinkProgress().find("channel.shared", 2))).isEmpty();
    }

    @Test
    void theLowestPositionOfAnIdWinsInAnyOrder() {
        await(store.messageIds().write("c_ids", "u_a", "m1", 500, TIME));
        await(store.messageIds().write("c_ids", "u_a", "m1", 100, TIME - 1));
        await(store.messageIds().write("c_ids", "u_a", "m1", 900, TIME + 1));
        await(store.messageIds().write("c_ids", "u_b", "m1", 7, TIME));

        assertThat(await(store.messageIds().find("c_ids", "u_a", "m1")))
                .contains(new MessageIds.Kept(100, TIME - 1));
        assertThat(await(store.messageIds().find("c_ids", "u_a", "m2"))).isEmpty();
    }

    private static ChannelVersion channel(
            long position, String title, boolean deleted, LogChoice log) {
        return new ChannelVersion(
                "c_titles", position, Kind.GROUP, title, "u_a", TIME + position, deleted, log);
    }

    private static void member(String channel, String user, long position, Optional<Role> role) {
        await(
                store.members()
                        .write(new MemberVersion(channel, user, position, role, "added", "u_a")));
    }

    private static UserChannel userChannel(String channel, Optional<Role> role, long position) {
        return new UserChannel("u_1", channel, role, position, Kind.GROUP);
    }
}
