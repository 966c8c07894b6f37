package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What feeds remember, each by itself and all together. */
class RecentRecordsTest {
    private static final int SIZE =
            record(1).record().getSerializedSize() + RecentRecords.OVERHEAD_BYTES;

    @Test
    void keepsSoManyRecordsAndNoMore() {
        RecentRecords records = new RecentRecords(0, new RecentBudget());

        add(records, 1, RecentRecords.MOST_RECORDS);
        assertThat(records.floor()).isZero();

        add(records, RecentRecords.MOST_RECORDS + 1, 1);
        assertThat(records.floor()).isEqualTo(1);
    }

    @Test
    void takesFromTheFeedThatHasNotBeenUsedForLongest() {
        RecentBudget budget = new RecentBudget(4L * SIZE);
        RecentRecords quiet = new RecentRecords(0, budget);
        RecentRecords resumed = new RecentRecords(0, budget);
        RecentRecords busy = new RecentRecords(0, budget);
        add(resumed, 1, 2);
        add(quiet, 1, 2);
        resumed.visibleTo("u", true, 0);
        assertThat(budget.held()).isEqualTo(4L * SIZE);

        add(busy, 1, 1);
        assertThat(List.of(resumed.floor(), quiet.floor(), busy.floor()))
                .containsExactly(0L, 1L, 0L);

        add(busy, 2, 2);
        assertThat(List.of(resumed.floor(), quiet.floor(), busy.floor()))
                .containsExactly(1L, 2L, 0L);
        assertThat(budget.held()).isEqualTo(4L * SIZE);
    }

    @Test
    void givesBackWhatAFeedHeldThatIsNoMore() {
        RecentBudget budget = new RecentBudget();
        RecentRecords records = new RecentRecords(0, budget);
        add(records, 1, 3);

        records.forget();

        assertThat(budget.held()).isZero();
    }

    private static void add(RecentRecords records, long from, int count) {
        for (int i = 0; i < count; i++) {
            records.add(record(from + i), "t");
        }
    }

    private static Folded.Kept record(long position) {
        ChannelRecord record =
                ChannelRecord.newBuilder().setMessage(Message.newBuilder().setText("x")).build();
        return new Folded.Kept(position, position - 1, 0, record, List.of());
    }
}
