package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.proto.ChannelRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WritingTest {
    private static final int RECORDS = 400;

    private final Chat chat = new Chat();
    private final ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(chat.channel));
    private final List<List<RowPlan>> written = new ArrayList<>();
    private final List<Integer> rowsWhenTold = new ArrayList<>();
    private int told;
    private long offset;

    private final Writing writing =
            new Writing(
                    written::add,
                    announcements -> {
                        told += announcements.size();
                        rowsWhenTold.add(rows());
                        assertThat(announcements).hasSizeLessThanOrEqualTo(Writing.MOST_UNTOLD);
                    });

    @Test
    void changesStandAloneMessagesTogetherAndAllInOrder() {
        for (long seed = 1; seed <= 20; seed++) {
            written.clear();
            told = 0;
            List<RowPlan> all = write(new Random(seed));

            assertThat(written.stream().flatMap(List::stream)).as("seed %d", seed).isEqualTo(all);
            assertThat(told).as("seed %d", seed).isEqualTo(all.size());
            for (List<RowPlan> group : written) {
                assertThat(group).hasSizeLessThanOrEqualTo(Writing.MOST_TOGETHER);
                assertThat(group.size() == 1 || group.stream().noneMatch(RowPlan::isChange))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    @Test
    void nothingIsToldBeforeItsRowsAreWritten() {
        List<RowPlan> all = write(new Random(7));

        int before = 0;
        for (int rows : rowsWhenTold) {
            assertThat(rows).isGreaterThan(before);
            before = rows;
        }
        assertThat(before).isEqualTo(all.size());
    }

    private List<RowPlan> write(Random random) {
        List<RowPlan> all = new ArrayList<>();
        if (fold.head() == Position.NONE) {
            add(chat.created("t"), all);
        }
        for (int i = 0; i < RECORDS; i++) {
            add(
                    random.nextInt(60) == 0
                            ? chat.adds(chat.owner, Ids.newUser())
                            : chat.says(chat.owner, "hello " + i),
                    all);
        }
        writing.finish();
        return all;
    }

    private void add(ChannelRecord record, List<RowPlan> all) {
        long at = offset++;
        Folded folded = fold.apply(Position.of(0, at), at, record.toByteString());
        assertThat(folded).isInstanceOf(Folded.Kept.class);
        Folded.Kept kept = (Folded.Kept) folded;
        RowPlan plan = RowPlan.of(kept, record.toByteString(), fold);
        all.add(plan);
        writing.add(plan, Announcements.of(kept, fold, user -> 0));
    }

    private int rows() {
        return written.stream().mapToInt(List::size).sum();
    }
}
