package chat.palaver.bench.scenario;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Something done on a thread of its own while something else is done. */
final class Beside<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Beside() {}

    /** Begins it. */
    static <T> Beside<T> begin(Callable<T> work) {
        Beside<T> beside = new Beside<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                beside.result.complete(work.call());
                            } catch (Exception e) {
                                beside.result.completeExceptionally(e);
                            }
                        },
                        "beside");
        thread.setDaemon(true);
        thread.start();
        return beside;
    }

    /**
     * Waits for its end.
     *
     * @throws IllegalStateException if it failed
     */
    T end() {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }
}
