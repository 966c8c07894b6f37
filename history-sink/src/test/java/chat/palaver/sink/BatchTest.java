package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.Ids;
import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final LogPart PART = LogPart.shared("shared", 0);

    private final String tea = Ids.newChannel();
    private final String coffee = Ids.newChannel();

    @Test
    void eachChannelsRecordsStayInTheirOrderAndApartFromOthers() {
        Batch batch = batch(record(1, tea), record(2, coffee), record(3, tea));

        assertThat(batch.runs())
                .containsExactly(
                        new Batch.Run(PART, tea, List.of(record(1, tea), record(3, tea))),
                        new Batch.Run(PART, coffee, List.of(record(2, coffee))));
        assertThat(batch.misfits()).isEmpty();
    }

    @Test
    void interestIsCountedAndLeftAlone() {
        Batch batch = batch(record(1, Ids.newEdge()));

        assertThat(batch.interests()).isEqualTo(1);
        assertThat(batch.runs()).isEmpty();
        assertThat(batch.misfits()).isEmpty();
    }

    @Test
    void whatNoReaderOfAChannelWouldFindIsAMisfit() {
        Batch foreign = Batch.of(List.of(record(1, tea)), Ids::isChannel, key -> 1);

        assertThat(foreign.runs()).isEmpty();
        assertThat(foreign.misfits())
                .extracting(DeadLetter::record)
                .containsExactly(record(1, tea));
        assertThat(batch(record(1, ""), record(2, Ids.newUser())).misfits()).hasSize(2);
    }

    private static Batch batch(LogRecord... records) {
        return Batch.of(List.of(records), Ids::isChannel, key -> 0);
    }

    private static LogRecord record(long offset, String key) {
        return new LogRecord(PART, offset, 1000, key, ByteString.EMPTY);
    }
}
