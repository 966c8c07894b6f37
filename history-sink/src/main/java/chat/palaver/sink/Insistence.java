package chat.palaver.sink;

import chat.palaver.kit.Backoff;
import chat.palaver.kit.metrics.Counter;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Does a thing until it is done. The log waits while the store or the broker is away, and nothing
 * may be skipped, so there is no last attempt; only the loss of the partition ends it, or a failure
 * that another attempt cannot mend. Thread-safe; blocks its caller.
 */
final class Insistence {
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Predicate<Throwable> passing;
    private final Counter retries;
    private final AtomicReference<String> trouble = new AtomicReference<>();

    /**
     * @param passing which failures another attempt may mend
     */
    Insistence(Predicate<Throwable> passing, Counter retries) {
        this.passing = passing;
        this.retries = retries;
    }

    /** The failure of the last attempt anywhere; null if it went well. */
    String trouble() {
        return trouble.get();
    }

    /**
     * Attempts until the outcome is there.
     *
     * @throws Claim.LostException if the claim is given up or the thread interrupted meanwhile
     */
    <T> T until(Claim claim, Supplier<? extends Future<T>> attempt) {
        Backoff backoff = new Backoff(FIRST, LONGEST, new Random());
        while (true) {
            claim.check();
            try {
                T outcome = start(attempt).get();
                trouble.set(null);
                return outcome;
            } catch (ExecutionException e) {
                note(e.getCause());
                pause(backoff);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Claim.LostException();
            }
        }
    }

    private static <T> Future<T> start(Supplier<? extends Future<T>> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void note(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!passing.test(cause)) {
            throw new IllegalStateException("The sink cannot go on: " + cause, cause);
        }
        trouble.set(cause.toString());
        retries.increment();
    }

    private static void pause(Backoff backoff) {
        try {
            backoff.pause(LONGEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Claim.LostException();
        }
    }
}
