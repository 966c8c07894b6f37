package chat.palaver.check.workload;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The one thread that owns the workload's state; what blocks goes to others, a few for each kind of
 * errand. Frames are taken in up to a limit, beyond which who brings one waits, so that a flood
 * stays in the sockets.
 */
final class Loop implements AutoCloseable {
    static final int MOST_FRAMES = 20_000;

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ScheduledThreadPoolExecutor loop;
    private final Map<Errand, ExecutorService> errands = new EnumMap<>(Errand.class);
    private final Semaphore frames = new Semaphore(MOST_FRAMES);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Loop() {
        loop = new ScheduledThreadPoolExecutor(1, named("check-loop"));
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        loop.setRemoveOnCancelPolicy(true);
        for (Errand errand : Errand.values()) {
            errands.put(errand, threadsFor(errand));
        }
    }

    private static ExecutorService threadsFor(Errand errand) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        errand.threads(),
                        errand.threads(),
                        IDLE.toNanos(),
                        TimeUnit.NANOSECONDS,
                        new LinkedBlockingQueue<>(),
                        named("check-" + errand.name().toLowerCase(Locale.ROOT)));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs on the loop. Never waits, so that it may be called from anywhere, the loop included. */
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

    /** As {@link #run}, and waits while too much is waiting; not to be called on the loop. */
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
    void block(Errand errand, Runnable blocking, Runnable then) {
        try {
            threads(errand)
                    .execute(
                            () -> {
                                guarded(blocking).run();
                                run(then);
                            });
        } catch (RejectedExecutionException e) {
            // It is over.
        }
    }

    ExecutorService threads(Errand errand) {
        return errands.get(errand);
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
        errands.values().forEach(ExecutorService::shutdownNow);
    }
}
