package chat.palaver.store;

import static chat.palaver.store.Opened.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.testkit.CqlStore;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class HistoryIT {
    @RegisterExtension static final CqlStore CQL = new CqlStore();
    private static final long TIME = 1_772_000_000_123L;
    private static final int MESSAGE = 4;
    private static final int OTHER_KIND = 7;
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
    void aRowIsReadAsItWasWritten() {
        MessageRow row = row("c_one", Position.of(3, 1L << 30), "text\0\uD83D\uDE00");
        await(store.messages().insert(row));

        assertThat(await(store.messages().byPosition("c_one", row.position()))).contains(row);
        assertThat(await(store.messages().byPosition("c_one", row.position() + 1))).isEmpty();
    }

    @Test
    void pagesBothWaysOverDenseBucketsSparseOnesAndLongSilence() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<MessageRow> oldestFirst = new ArrayList<>();
        long position = 1;
        for (int i = 0; i < 600; i++) {
            oldestFirst.add(row("c_pages", position, "text " + i));
            boolean silence = random.nextInt(100) == 0;
            position += silence ? 1L << 40 : 1 + random.nextInt(i < 300 ? 3 : 400_000);
        }
        List<MessageRow> shuffled = new ArrayList<>(oldestFirst);
        shuffled.addAll(oldestFirst.subList(100, 200));
        Collections.shuffle(shuffled, random);
        insert(shuffled);

        List<MessageRow> newestFirst = new ArrayList<>(oldestFirst);
        Collections.reverse(newestFirst);
        int limit = 1 + random.nextInt(120);
        assertThat(allDown("c_pages", limit)).as("seed %d", seed).isEqualTo(newestFirst);
        assertThat(allUp("c_pages", limit)).as("seed %d", seed).isEqualTo(oldestFirst);
    }

    @Test
    void boundsAreExcludedExceptTheUpperOneOfAfter() {
        List<MessageRow> rows =
                List.of(
                        row("c_bounds", 10, "a"),
                        row("c_bounds", 20, "b"),
                        row("c_bounds", 30, "c"));
        insert(rows);

        assertThat(await(store.messages().before("c_bounds", 30, 10)))
                .isEqualTo(new MessagePage<>(List.of(rows.get(1), rows.get(0)), false));
        assertThat(await(store.messages().before("c_bounds", Long.MAX_VALUE, 2)))
                .isEqualTo(new MessagePage<>(List.of(rows.get(2), rows.get(1)), true));
        assertThat(await(store.messages().between("c_bounds", 10, 30, 10)))
                .isEqualTo(new MessagePage<>(List.of(rows.get(1)), false));
        assertThat(await(store.messages().after("c_bounds", 10, 30, 2)))
                .isEqualTo(new MessagePage<>(List.of(rows.get(1), rows.get(2)), false));
        assertThat(await(store.messages().after("c_bounds", 0, 29, 1)))
                .isEqualTo(new MessagePage<>(List.of(rows.get(0)), true));
        assertThat(await(store.messages().before("c_bounds", 10, 10)).rows()).isEmpty();
        assertThat(await(store.messages().after("c_bounds", 30, Long.MAX_VALUE, 5)).rows())
                .isEmpty();
        assertThat(await(store.messages().before("c_bounds", 0, 5)).rows()).isEmpty();
        assertThat(await(store.messages().before("c_unknown", Long.MAX_VALUE, 5)).rows()).isEmpty();
        assertThatThrownBy(() -> store.messages().before("c_bounds", 5, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPageOfLongestTextsEndsBeforeItFillsTheHeap() {
        String text = "x".repeat(400_000);
        List<MessageRow> rows = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            rows.add(row("c_long", i, text));
        }
        insert(rows);

        MessagePage<MessageRow> page = await(store.messages().after("c_long", 0, 60, 60));

        assertThat(page.more()).isTrue();
        long bytes = page.rows().stream().mapToLong(r -> r.record().size()).sum();
        assertThat(bytes).isBetween(Messages.MAX_PAGE_BYTES, Messages.MAX_PAGE_BYTES + 8 * 400_000);
        assertThat(allUp("c_long", 60)).isEqualTo(rows);
    }

    @Test
    void unreadCountsOthersMessagesAfterThePositionUpToAHundred() {
        List<MessageRow> rows = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            String sender = i % 3 == 0 ? "u_me" : "u_other";
            int kind = i % 2 == 0 ? MESSAGE : OTHER_KIND;
            rows.add(row("c_unread", i * 1_000L, sender, kind, TIME));
        }
        insert(rows);

        assertThat(unread("c_unread", 300_000)).isZero();
        assertThat(unread("c_unread", 298_000)).isZero();
        assertThat(unread("c_unread", 297_000)).isEqualTo(1);
        assertThat(unread("c_unread", 240_000)).isEqualTo(20);
        assertThat(unread("c_unread", 0)).isEqualTo(UnreadCounts.MAX_COUNT);
        assertThat(unread("c_none", 0)).isZero();
    }

    @Test
    void aSnapshotIsTheChannelAsOfItsPosition() {
        long window = ChannelFold.COPY_WINDOW.plus(ChannelFold.SLACK).toMillis();
        await(store.channels().write(version(1, "Old", false)));
        await(store.channels().write(version(600_000, "New", true)));
        member("u_a", 1, Optional.of(Role.OWNER));
        member("u_b", 5, Optional.of(Role.MEMBER));
        member("u_a", 700_000, Optional.empty());
        insert(
                List.of(
                        row("c_snap", 100, "u_a", MESSAGE, TIME - window - 1),
                        row("c_snap", 200, "u_a", MESSAGE, TIME - window),
                        row("c_snap", 300_000, "u_b", MESSAGE, TIME - 5),
                        row("c_snap", 500_000, "u_b", OTHER_KIND, TIME),
                        row("c_snap", 600_000, "u_a", OTHER_KIND, TIME + 10)));

        ChannelSnapshot snapshot = await(store.snapshots().load("c_snap", 599_999));

        assertThat(snapshot.kind()).isEqualTo(Kind.GROUP);
        assertThat(snapshot.title()).isEqualTo("Old");
        assertThat(snapshot.deleted()).isFalse();
        assertThat(snapshot.through()).isEqualTo(599_999);
        assertThat(snapshot.head()).isEqualTo(500_000);
        assertThat(snapshot.members())
                .isEqualTo(
                        Map.of(
                                "u_a", new Membership(Role.OWNER, 1),
                                "u_b", new Membership(Role.MEMBER, 5)));
        assertThat(snapshot.keptIds())
                .containsExactly(
                        new KeptId("u_a", "id-200", 200, TIME - window),
                        new KeptId("u_b", "id-300000", 300_000, TIME - 5),
                        new KeptId("u_b", "id-500000", 500_000, TIME));
        assertThat(await(store.snapshots().load("c_snap", 600_000)).deleted()).isTrue();
    }

    @Test
    void aSnapshotHoldsAllIdsOfABusyHour() {
        List<MessageRow> rows = new ArrayList<>();
        for (int i = 1; i <= 6_000; i++) {
            rows.add(row("c_busy", i * 50L, "u_a", MESSAGE, TIME + i));
        }
        insert(rows);

        ChannelSnapshot snapshot = await(store.snapshots().load("c_busy", Long.MAX_VALUE));

        assertThat(snapshot.keptIds()).hasSize(6_000);
        assertThat(snapshot.keptIds().get(0).id()).isEqualTo("id-50");
        assertThat(snapshot.head()).isEqualTo(300_000);
    }

    @Test
    void aSnapshotOfAnUnknownChannelIsEmpty() {
        assertThat(await(store.snapshots().load("c_nowhere", 77)))
                .isEqualTo(
                        new ChannelSnapshot(
                                "c_nowhere",
                                null,
                                "",
                                false,
                                LogChoice.SHARED,
                                Map.of(),
                                0,
                                77,
                                List.of()));
    }

    private static List<MessageRow> allDown(String channel, int limit) {
        List<MessageRow> all = new ArrayList<>();
        MessagePage<MessageRow> page;
        do {
            long before = all.isEmpty() ? Long.MAX_VALUE : all.get(all.size() - 1).position();
            page = await(store.messages().before(channel, before, limit));
            all.addAll(page.rows());
        } while (page.more());
        return all;
    }

    private static List<MessageRow> allUp(String channel, int limit) {
        List<MessageRow> all = new ArrayList<>();
        MessagePage<MessageRow> page;
        do {
            long after = all.isEmpty() ? 0 : all.get(all.size() - 1).position();
            page = await(store.messages().after(channel, after, Long.MAX_VALUE, limit));
            all.addAll(page.rows());
        } while (page.more());
        return all;
    }

    private static int unread(String channel, long after) {
        return await(store.unreadCounts().count(channel, "u_me", after, MESSAGE));
    }

    private static void insert(List<MessageRow> rows) {
        for (int from = 0; from < rows.size(); from += 500) {
            List<CompletionStage<Void>> writes =
                    rows.subList(from, Math.min(rows.size(), from + 500)).stream()
                            .map(row -> store.messages().insert(row))
                            .toList();
            writes.forEach(Opened::await);
        }
    }

    private static MessageRow row(String channel, long position, String text) {
        return new MessageRow(
                channel,
                position,
                position - 1,
                "u_a",
                "id-" + position,
                TIME + position % 1_000,
                MESSAGE,
                ByteString.copyFromUtf8(text));
    }

    private static MessageRow row(
            String channel, long position, String sender, int kind, long timeMillis) {
        return new MessageRow(
                channel,
                position,
                0,
                sender,
                "id-" + position,
                timeMillis,
                kind,
                ByteString.copyFromUtf8("text"));
    }

    private static ChannelVersion version(long position, String title, boolean deleted) {
        return new ChannelVersion(
                "c_snap", position, Kind.GROUP, title, "u_a", TIME, deleted, LogChoice.SHARED);
    }

    private static void member(String user, long position, Optional<Role> role) {
        await(
                store.members()
                        .write(new MemberVersion("c_snap", user, position, role, "added", "u_a")));
    }
}
