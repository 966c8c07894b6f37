package chat.palaver.edge;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.edge.feed.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What repeats of old messages cost the log while the sink is behind. */
class SinkBarrierTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Long> appended = new ArrayList<>();
    private long progress = 1_000;
    private long end = 1_000;
    private final SinkBarrier barrier =
            new SinkBarrier(loop, () -> CompletableFuture.completedFuture(progress), this::append);

    @Test
    void appendsNothingWhenTheSinkIsKnownToBeFarBehind() {
        barrier.seen(progress + SinkBarrier.FAR_BEHIND + 1);

        assertThat(barrier.passed()).isCompletedWithValue(false);
        assertThat(appended).isEmpty();
    }

    @Test
    void waitsForASinkThatIsBehindByNoMoreThanItsBound() {
        end = progress + SinkBarrier.FAR_BEHIND;
        barrier.seen(end);
        CompletionStage<Boolean> passed = barrier.passed();
        loop.pass(Duration.ofSeconds(1));
        assertThat(passed).isNotCompleted();

        progress = end + 1;
        loop.pass(Duration.ofSeconds(1));

        assertThat(passed).isCompletedWithValue(true);
    }

    @Test
    void appendsOneRecordForAllWhoComeCloseTogether() {
        List<CompletionStage<Boolean>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(barrier.passed());
        }
        assertThat(appended).hasSize(1);

        loop.pass(SinkBarrier.REST);
        assertThat(appended).hasSize(2);
        progress = end + 1;
        loop.pass(Duration.ofSeconds(1));

        assertThat(appended).hasSize(2);
        assertThat(asked).allSatisfy(one -> assertThat(one).isCompletedWithValue(true));
    }

    @Test
    void givesUpWhenTheSinkDoesNotCome() {
        CompletionStage<Boolean> passed = barrier.passed();

        loop.pass(SinkBarrier.PATIENCE.minusMillis(1));
        assertThat(passed).isNotCompleted();
        loop.pass(Duration.ofMillis(1));

        assertThat(passed).isCompletedWithValue(false);
    }

    private CompletionStage<Long> append() {
        appended.add(end);
        return CompletableFuture.completedFuture(end++);
    }
}
