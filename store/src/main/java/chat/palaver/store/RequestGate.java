package chat.palaver.store;

import chat.palaver.store.StoreUnavailable.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Bounds what this process asks of the store at one time. Without it a slow store would fill the
 * heap with requests under way. What is over the bound waits in order of arrival; what is over the
 * bound of those that wait, or has waited longer than a request may take, fails as overloaded.
 *
 * <p>Safe for use by many threads; never blocks one. A request starts on the thread that submits it
 * or, when it had to wait, on the one that ended the request before it.
 */
final class RequestGate {
    private final int maxInFlight;
    private final int maxQueued;
    private final long maxWaitNanos;
    private final LongSupplier nanoTime;
    private final Queue<Waiting<?>> queue = new ArrayDeque<>();
    private int inFlight;
    private boolean draining;

    RequestGate(int maxInFlight, int maxQueued, Duration maxWait, LongSupplier nanoTime) {
        this.maxInFlight = maxInFlight;
        this.maxQueued = maxQueued;
        this.maxWaitNanos = maxWait.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Runs the request now or later; the stage is the request's own result, or overloaded. */
    <T> CompletionStage<T> submit(Supplier<CompletionStage<T>> request) {
        synchronized (this) {
            if (inFlight >= maxInFlight) {
                if (queue.size() >= maxQueued) {
                    return CompletableFuture.failedFuture(overloaded("no room to wait"));
                }
                Waiting<T> waiting = new Waiting<>(request, nanoTime.getAsLong());
                queue.add(waiting);
                return waiting.result;
            }
            inFlight++;
        }
        Waiting<T> immediate = new Waiting<>(request, 0);
        start(immediate);
        return immediate.result;
    }

    private <T> void start(Waiting<T> waiting) {
        CompletionStage<T> stage;
        try {
            stage = waiting.request.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete(
                (value, failure) -> {
                    release();
                    waiting.complete(value, failure);
                });
    }

    private void release() {
        synchronized (this) {
            inFlight--;
            if (draining) {
                return;
            }
            draining = true;
        }
        drain();
    }

    /** One thread at a time starts what waits, in a loop, so that the stack cannot grow. */
    private void drain() {
        while (true) {
            Waiting<?> next;
            boolean stale;
            synchronized (this) {
                next = inFlight < maxInFlight ? queue.poll() : null;
                if (next == null) {
                    draining = false;
                    return;
                }
                stale = nanoTime.getAsLong() - next.since > maxWaitNanos;
                if (!stale) {
                    inFlight++;
                }
            }
            if (stale) {
                next.complete(null, overloaded("waited too long"));
            } else {
                start(next);
            }
        }
    }

    private StoreUnavailable overloaded(String what) {
        return new StoreUnavailable(
                Reason.OVERLOADED,
                "The store is used to its limit of "
                        + maxInFlight
                        + " requests under way and "
                        + maxQueued
                        + " waiting ("
                        + what
                        + "): try again later",
                null);
    }

    private static final class Waiting<T> {
        final Supplier<CompletionStage<T>> request;
        final long since;
        final CompletableFuture<T> result = new CompletableFuture<>();

        Waiting(Supplier<CompletionStage<T>> request, long since) {
            this.request = request;
            this.since = since;
        }

        void complete(T value, Throwable failure) {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }
    }
}
