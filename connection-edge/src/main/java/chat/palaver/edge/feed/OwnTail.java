package chat.palaver.edge.feed;

import chat.palaver.schemas.LogPlace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One feed's reading of its channel's own log. It can be late and never wrong: nobody else decides
 * what reaches it. Runs on the loop.
 */
final class OwnTail implements OwnLogs.Reader {
    private final Loop loop;
    private final OwnLogs logs;
    private final LogPlace place;
    private final ChannelFeed feed;
    private final Runnable gone;
    private final CompletableFuture<Void> atEnd = new CompletableFuture<>();
    private final Deque<Barrier> barriers = new ArrayDeque<>();
    private CompletableFuture<Void> nextBarrier;
    private boolean marking;
    private boolean stopped;
    private long next;
    private long nextAtLastLook = -1;

    private record Barrier(long offset, CompletableFuture<Void> passed) {}

    /**
     * Begins to read where the feed goes on.
     *
     * @param gone runs when the log no longer keeps what the feed lacks
     */
    OwnTail(Loop loop, OwnLogs logs, ChannelFeed feed, Runnable gone) {
        this.loop = loop;
        this.logs = logs;
        this.feed = feed;
        this.gone = gone;
        place = feed.place();
        next = feed.nextOffset();
        logs.follow(place, next, this);
    }

    ChannelFeed feed() {
        return feed;
    }

    LogPlace place() {
        return place;
    }

    boolean isAtEnd() {
        return atEnd.isDone();
    }

    /** Completes when the feed has what stood in the log when reading began, or reads no more. */
    CompletionStage<Void> atEndOrStopped() {
        return atEnd;
    }

    /** Whether nothing has come since the last time this was asked. */
    boolean stoodStill() {
        boolean still = next == nextAtLastLook;
        nextAtLastLook = next;
        return still;
    }

    /**
     * Completes when the feed has folded everything that stands in the log now, or reads here no
     * more: then the log goes on elsewhere, or nobody reads it. Fails while Kafka is away.
     */
    CompletionStage<Void> barrier() {
        if (stopped) {
            return CompletableFuture.completedFuture(null);
        }
        if (nextBarrier == null) {
            nextBarrier = new CompletableFuture<>();
        }
        CompletableFuture<Void> asked = nextBarrier;
        if (!marking) {
            mark();
        }
        return asked;
    }

    /** One mark at a time, for everybody who asked while the one before was on its way. */
    private void mark() {
        CompletableFuture<Void> asked = nextBarrier;
        nextBarrier = null;
        marking = true;
        logs.mark(place)
                .whenComplete(
                        (offset, failure) -> {
                            marking = false;
                            if (nextBarrier != null) {
                                mark();
                            }
                            if (failure != null && !stopped) {
                                asked.completeExceptionally(failure);
                            } else if (stopped || next > offset) {
                                asked.complete(null);
                            } else {
                                barriers.addLast(new Barrier(offset, asked));
                            }
                        });
    }

    void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        logs.unfollow(place);
        List<Barrier> asked = List.copyOf(barriers);
        barriers.clear();
        // The feed may be in the middle of a record: whoever waits looks at it when that is done.
        loop.execute(
                () -> {
                    asked.forEach(barrier -> barrier.passed().complete(null));
                    atEnd.complete(null);
                });
    }

    @Override
    public void read(List<LogRecord> records, long upTo) {
        for (LogRecord record : records) {
            if (stopped) {
                return;
            }
            feed.apply(record);
        }
        next = Math.max(next, upTo);
        while (!barriers.isEmpty() && barriers.peekFirst().offset() < next) {
            barriers.removeFirst().passed().complete(null);
        }
    }

    @Override
    public void atEnd() {
        atEnd.complete(null);
    }

    @Override
    public void gone() {
        if (!stopped) {
            gone.run();
        }
    }
}
