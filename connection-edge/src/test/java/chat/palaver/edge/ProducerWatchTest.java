package chat.palaver.edge;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.edge.feed.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When a producer counts as dead. */
class ProducerWatchTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<Throwable> dead = new ArrayList<>();
    private final ProducerWatch watch = new ProducerWatch(loop, dead::add);

    @Test
    void letsAnAppendEndThatAStoppedProcessHadInHand() {
        CompletableFuture<Void> append = new CompletableFuture<>();
        watch.over(append);

        loop.pass(ProducerWatch.OVERDUE);
        append.complete(null);
        loop.pass(ProducerWatch.A_MOMENT_MORE);

        assertThat(dead).isEmpty();
    }

    @Test
    void takesAProducerForDeadThatEndsNothing() {
        watch.over(new CompletableFuture<>());

        loop.pass(ProducerWatch.OVERDUE.plus(ProducerWatch.A_MOMENT_MORE).minusMillis(1));
        assertThat(dead).isEmpty();
        loop.pass(ProducerWatch.A_MOMENT_MORE);

        assertThat(dead).hasSize(1);
    }
}
