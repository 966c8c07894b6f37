package chat.palaver.edge.feed;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings results of other threads to the loop. */
public final class OnLoop {
    private OnLoop() {}

    /** The same result, completed on the loop. */
    public static <T> CompletableFuture<T> of(Loop loop, CompletionStage<T> stage) {
        CompletableFuture<T> result = new CompletableFuture<>();
        stage.whenComplete(
                (value, failure) ->
                        loop.execute(
                                () -> {
                                    if (failure == null) {
                                        result.complete(value);
                                    } else {
                                        result.completeExceptionally(failure);
                                    }
                                }));
        return result;
    }
}
