package chat.palaver.edge;

import chat.palaver.edge.feed.Loop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Watches that the producer lives: it ends every append within its delivery time-out, one way or
 * the other, unless its thread has died of an error. A process that was stopped for a while finds
 * every time-out passed at once, so the producer is given a moment more.
 */
final class ProducerWatch {
    static final Duration OVERDUE = Duration.ofSeconds(45);
    static final Duration A_MOMENT_MORE = Duration.ofSeconds(15);

    private final Loop loop;
    private final Consumer<Throwable> dead;

    ProducerWatch(Loop loop, Consumer<Throwable> dead) {
        this.loop = loop;
        this.dead = dead;
    }

    void over(CompletableFuture<?> append) {
        loop.after(
                OVERDUE,
                () -> {
                    if (!append.isDone()) {
                        loop.after(A_MOMENT_MORE, () -> judge(append));
                    }
                });
    }

    private void judge(CompletableFuture<?> append) {
        if (!append.isDone()) {
            dead.accept(new IllegalStateException("the Kafka producer is dead"));
        }
    }
}
