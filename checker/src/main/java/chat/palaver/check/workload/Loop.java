package chat.palaver.check.workload;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The one thread that owns the workload's state; what blocks goes to a few others. Frames are taken
 * in up to a limit, beyond which who brings one waits, so that a flood stays in the sockets.
 */
final class Loop implements AutoCloseable {
    private static final int MOST_FRAMES = 20_000;
    private static final int WORKERS = 12;

    private final ScheduledThreadPoolExecutor loop;
    private final ExecutorService workers;
    private final Semaphore frames = new Semaphore(MOST_FRAMES);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Loop() {
        loop = new ScheduledThreadPoolExecutor(1, named("check-loop"));
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        loop.setRemoveOnCancelPolicy(true);
        workers = Executors.newFixedThreadPool(WORKERS, named("check-worker"));
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    void run(Runnable task) {
        try {
            loop.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            // It is over.
        }
    }

    void after(Duration delay, Runnable task) {
        try {
            loop.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It is over.
        }
    }

    /** As {@link #run}, and waits while too much is waiting. */
    void take(Runnable frame) {
        frames.acquireUninterruptibly();
        try {
            loop.execute(
                    () -> {
                        frames.release();
                        guarded(frame).run();
                    });
        } catch (RejectedExecutionException e) {
            frames.release();
        }
    }

    /** Runs on the loop and waits for what it gives; not to be called on it. */
    <T> T ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop).join();
    }

    /** Runs what blocks, then the rest on the loop. */
    void block(Runnable blocking, Runnable then) {
        try {
            workers.execute(
                    () -> {
                        guarded(blocking).run();
                        run(then);
                    });
        } catch (RejectedExecutionException e) {
            // It is over.
        }
    }

    ExecutorService workers() {
        return workers;
    }

    /** A mistake of the workload's own must not pass for a quiet system. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
    }

    /** Throws what went wrong in the workload itself, if anything did. */
    void verify() {
        Throwable wrong = failure.get();
        if (wrong != null) {
            throw new IllegalStateException("the workload failed: " + wrong, wrong);
        }
    }

    @Override
    public void close() {
        loop.shutdownNow();
        workers.shutdownNow();
    }
}
