package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.ingest.Commands;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.store.OwnLog;
import chat.palaver.store.OwnLog.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnLogRuleTest {
    private static final int MEMBERS = 6;
    private static final Duration WEEK = Duration.ofDays(7);

    private final OwnLogRule rule = new OwnLogRule(MEMBERS);
    private final Chat chat = new Chat();
    private final Life life = new Life();

    @Test
    void aSmallGroupOfNoWishHasNoRow() {
        life.apply(chat.created("Tea", users(4)));
        life.apply(chat.says(chat.owner, "hello"));

        assertThat(life.row).isEmpty();
    }

    @Test
    void aGroupGrowsIntoAnOwnLogAndOutOfItAtHalfTheSize() {
        String[] users = users(MEMBERS);
        life.apply(chat.created("Tea", users[0], users[1], users[2], users[3]));
        life.apply(chat.adds(chat.owner, users[4]));
        assertThat(life.wish()).contains(Wish.GROWN);

        for (int i = 0; i < 3; i++) {
            life.apply(chat.removes(chat.owner, users[i]));
            assertThat(life.wish()).as("%d members", 5 - i).contains(Wish.GROWN);
        }
        life.apply(chat.removes(chat.owner, users[3]));
        assertThat(life.wish()).as("2 members").isEmpty();

        life.apply(chat.adds(chat.owner, users[3]));
        life.apply(chat.adds(chat.owner, users[2]));
        assertThat(life.wish()).as("4 members again").isEmpty();
    }

    @Test
    void whatItsOwnerChoseGoesBeforeItsSize() {
        life.apply(chat.createdOwn("Tea", WEEK, users(MEMBERS)));
        assertThat(life.wish()).contains(Wish.CHOSEN);
        assertThat(life.row.orElseThrow().retention()).isEqualTo(WEEK);

        life.apply(chat.chooses(chat.owner, false, Duration.ZERO));
        assertThat(life.wish()).contains(Wish.GROWN);

        life.apply(chat.chooses(chat.owner, true, Duration.ZERO));
        assertThat(life.wish()).contains(Wish.CHOSEN);
        assertThat(life.row.orElseThrow().retention()).isZero();
    }

    @Test
    void movesAndTheEndOfTheChannelAreInTheRow() {
        life.apply(chat.createdOwn("Tea", WEEK));
        life.move();
        assertThat(life.row.orElseThrow().epoch()).isEqualTo(1);

        life.apply(chat.deletes(chat.owner));
        assertThat(life.row.orElseThrow().deleted()).isTrue();
        assertThat(life.row.orElseThrow().epoch()).isEqualTo(1);
    }

    @Test
    void sayingSomethingChangesNothing() {
        life.apply(chat.createdOwn("Tea", WEEK));
        int writes = life.writes.size();

        life.apply(chat.says(chat.owner, "hello"));

        assertThat(life.writes).hasSize(writes);
    }

    /**
     * A sink that dies has written rows beyond its progress; the next one begins before them and
     * takes the row as it is. The table must come to be what it would have been without that.
     */
    @Test
    void aSinkThatBeginsInTheMiddleComesToTheSameTable() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Chat channel = new Chat();
            List<ChannelRecord> records = records(channel, random);
            Life whole = new Life(channel);
            records.forEach(whole::apply);

            int died = 1 + random.nextInt(records.size());
            int began = random.nextInt(died);
            Life before = new Life(channel);
            records.subList(0, died).forEach(before::apply);
            Life after = new Life(channel);
            records.subList(0, began).forEach(after::apply);
            after.goOnWith(before);
            records.subList(began, records.size()).forEach(after::apply);

            assertThat(after.table()).as("seed %d", seed).isEqualTo(whole.table());
            assertThat(after.row).as("seed %d", seed).isEqualTo(whole.row);
        }
    }

    private static List<ChannelRecord> records(Chat chat, Random random) {
        List<ChannelRecord> records = new ArrayList<>();
        List<String> in = new ArrayList<>();
        records.add(random.nextBoolean() ? chat.created("Tea") : chat.createdOwn("Tea", WEEK));
        for (int i = 0; i < 40; i++) {
            int what = random.nextInt(20);
            if (what == 0) {
                records.add(chat.chooses(chat.owner, random.nextBoolean(), WEEK));
            } else if (what == 1) {
                records.add(null);
            } else if (what == 2 && i > 35) {
                records.add(chat.deletes(chat.owner));
            } else if (what < 11 || in.isEmpty()) {
                String user = Ids.newUser();
                in.add(user);
                records.add(chat.adds(chat.owner, user));
            } else {
                records.add(chat.removes(chat.owner, in.remove(random.nextInt(in.size()))));
            }
        }
        return records;
    }

    private static String[] users(int count) {
        String[] users = new String[count];
        Arrays.setAll(users, i -> Ids.newUser());
        return users;
    }

    /** A channel's log as a sink reads it, and the rows it writes. */
    private final class Life {
        private final ChannelFold fold;
        private final List<Write> writes = new ArrayList<>();
        private Optional<OwnLog> row = Optional.empty();
        private long offset;

        private record Write(long position, OwnLog row) {}

        Life() {
            this(chat);
        }

        Life(Chat of) {
            fold = new ChannelFold(ChannelSnapshot.empty(of.channel));
        }

        /** Null is a move. */
        void apply(ChannelRecord record) {
            if (record == null) {
                move();
                return;
            }
            ChannelRecord placed = record.toBuilder().setEpoch(fold.epoch()).build();
            judge(placed);
        }

        void move() {
            judge(Commands.logMoved(new LogPlace(fold.channel(), fold.epoch())));
        }

        private void judge(ChannelRecord record) {
            long at = Position.of(fold.epoch(), offset++);
            Folded folded = fold.apply(at, at, record.toByteString());
            if (folded instanceof Folded.Kept || folded instanceof Folded.Moved) {
                rule.change(row, 0, fold)
                        .ifPresent(
                                changed -> {
                                    row = Optional.of(changed);
                                    writes.add(new Write(fold.through(), changed));
                                });
            }
        }

        /** With the table that another left. */
        void goOnWith(Life before) {
            writes.clear();
            writes.addAll(before.writes);
            row = before.table();
        }

        Optional<Wish> wish() {
            return row.flatMap(OwnLog::wish);
        }

        /** The row of the highest position; of equal ones any, so they must be the same. */
        Optional<OwnLog> table() {
            Optional<Write> last = writes.stream().max(Comparator.comparingLong(Write::position));
            last.ifPresent(
                    write ->
                            assertThat(writes)
                                    .filteredOn(each -> each.position() == write.position())
                                    .extracting(Write::row)
                                    .containsOnly(write.row()));
            return last.map(Write::row);
        }
    }
}
