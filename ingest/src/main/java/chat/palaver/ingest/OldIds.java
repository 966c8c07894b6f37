package chat.palaver.ingest;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.fold.KeptId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Finds out whether an old message id has been kept before, so that a send repeated after the
 * fold's hour is not said twice. Only ids that carry their own time (UUIDv7) can be known to be
 * old; younger ones need no look, since the fold itself remembers them.
 */
public final class OldIds {
    /** From this age on the fold alone is not trusted: half of what it remembers. */
    public static final Duration AGE = Duration.ofMinutes(30);

    private final Lookup lookup;
    private final SinkLag lag;
    private final Clock clock;

    /** The stored ids; {@code MessageIds.find} of the store. */
    @FunctionalInterface
    public interface Lookup {
        CompletionStage<Optional<KeptId>> find(String channel, String sender, String id);
    }

    /**
     * By how much the stored ids of a channel's partition are behind the log, as message age; fails
     * if nobody knows.
     */
    @FunctionalInterface
    public interface SinkLag {
        CompletionStage<Duration> of(String channel);
    }

    public OldIds(Lookup lookup, SinkLag lag, Clock clock) {
        this.lookup = lookup;
        this.lag = lag;
        this.clock = clock;
    }

    /**
     * The kept record under this id, if the id is old and there is one: then that is the answer and
     * nothing is appended. Empty means append. Fails with {@link Unavailable} if that cannot be
     * found out now.
     */
    public CompletionStage<Optional<KeptId>> find(String channel, String sender, String id) {
        if (!isOld(id)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        // A future of its own, so that callers see the failure and not a wrapper of it.
        CompletableFuture<Optional<KeptId>> answer = new CompletableFuture<>();
        lag.of(channel)
                .thenCompose(behind -> lookUp(behind, channel, sender, id))
                .whenComplete(
                        (kept, failure) -> {
                            if (failure == null) {
                                answer.complete(kept);
                            } else {
                                answer.completeExceptionally(unavailable(failure));
                            }
                        });
        return answer;
    }

    /** Whether {@link #find} would have to look. */
    public boolean isOld(String id) {
        long time = Ids.timeOf(id);
        return time >= 0 && clock.millis() - time > AGE.toMillis();
    }

    private CompletionStage<Optional<KeptId>> lookUp(
            Duration behind, String channel, String sender, String id) {
        if (behind.compareTo(AGE) >= 0) {
            return CompletableFuture.failedFuture(
                    new Unavailable("the history is too far behind to know an old id"));
        }
        return lookup.find(channel, sender, id);
    }

    private static Unavailable unavailable(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Unavailable unavailable
                ? unavailable
                : new Unavailable("an old id cannot be looked up now", cause);
    }
}
