package chat.palaver.edge;

import chat.palaver.edge.feed.Loop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Finds out whether the sink has passed everything that stands in one partition of the log now. Who
 * asks it repeats an old message, and such repeats come by the thousand when the sink is far behind
 * and each is refused: so those who come close together share one record, and none is appended when
 * it is known that the sink will not come so far in time. Runs on the loop.
 */
final class SinkBarrier {
    /** By so many records the sink may be behind and still come to the end in time. */
    static final long FAR_BEHIND = 2_000;

    /** Least time between two records. */
    static final Duration REST = Duration.ofMillis(100);

    static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Loop loop;
    private final Supplier<CompletionStage<Long>> progress;
    private final Supplier<CompletionStage<Long>> append;
    private CompletableFuture<Boolean> next;
    private boolean resting;
    private long end;

    /**
     * One partition.
     *
     * @param progress the offset below which the sink has written everything
     * @param append puts a record at the log's end and gives its offset
     */
    SinkBarrier(
            Loop loop,
            Supplier<CompletionStage<Long>> progress,
            Supplier<CompletionStage<Long>> append) {
        this.loop = loop;
        this.progress = progress;
        this.append = append;
    }

    /** A record stands at this offset: the log is no shorter. */
    void seen(long offset) {
        end = Math.max(end, offset);
    }

    /** Whether the sink passes in time what stands in the log when this is asked. */
    CompletionStage<Boolean> passed() {
        if (next == null) {
            next = new CompletableFuture<>();
        }
        CompletableFuture<Boolean> asked = next;
        if (!resting) {
            begin();
        }
        return asked;
    }

    private void begin() {
        CompletableFuture<Boolean> asked = next;
        next = null;
        resting = true;
        loop.after(REST, this::rested);
        loop.after(PATIENCE, () -> asked.complete(false));
        progress.get()
                .thenCompose(done -> end - done > FAR_BEHIND ? never(asked) : append.get())
                .whenComplete(
                        (offset, failure) -> {
                            if (failure == null) {
                                seen(offset);
                                poll(asked, offset);
                            } else {
                                asked.completeExceptionally(failure);
                            }
                        });
    }

    private static CompletionStage<Long> never(CompletableFuture<Boolean> asked) {
        asked.complete(false);
        return CompletableFuture.completedFuture(0L);
    }

    private void rested() {
        resting = false;
        if (next != null) {
            begin();
        }
    }

    private void poll(CompletableFuture<Boolean> asked, long offset) {
        if (asked.isDone()) {
            return;
        }
        progress.get()
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                asked.completeExceptionally(failure);
                            } else if (done > offset) {
                                asked.complete(true);
                            } else {
                                loop.after(POLL, () -> poll(asked, offset));
                            }
                        });
    }
}
