package chat.palaver.demo.play;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A few threads for calls that block, as many at a time as a server of one machine likes. */
public final class Workers implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int CLOSERS = 16;

    private final ExecutorService threads;

    private Workers(int count) {
        threads =
                Executors.newFixedThreadPool(
                        count,
                        task -> {
                            Thread thread = new Thread(task, "demo-worker");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    public static Workers few() {
        return new Workers(THREADS);
    }

    /** A call that blocks. */
    public interface Task<A, B> {
        B of(A input) throws InterruptedException;
    }

    /** Calls for each, and returns the results in their order; the first failure ends it. */
    public <A, B> List<B> map(List<A> inputs, Task<A, B> task, Progress progress)
            throws InterruptedException {
        List<Future<B>> futures = new ArrayList<>();
        for (A input : inputs) {
            futures.add(threads.submit(() -> task.of(input)));
        }
        List<B> results = new ArrayList<>();
        try {
            for (Future<B> future : futures) {
                results.add(future.get());
                progress.at(results.size(), inputs.size());
            }
        } catch (ExecutionException e) {
            futures.forEach(future -> future.cancel(true));
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
        return results;
    }

    /** Does it to all, many at a time, and waits. */
    static <A> void inParallel(Collection<A> all, Consumer<A> task) {
        try (Workers closers = new Workers(CLOSERS)) {
            closers.map(
                    List.copyOf(all),
                    one -> {
                        task.accept(one);
                        return one;
                    },
                    (done, of) -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
