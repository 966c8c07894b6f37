package chat.palaver.edge;

import chat.palaver.edge.feed.Loop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The loop as a thread. A task that throws ends the edge: its state can no longer be trusted. */
final class SingleThreadLoop implements Loop, AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;
    private final Runnable done;
    private final Consumer<Throwable> failed;

    /**
     * Starts with the first task.
     *
     * @param done runs after every task
     */
    SingleThreadLoop(ThreadFactory threads, Runnable done, Consumer<Throwable> failed) {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.done = done;
        this.failed = failed;
        execute(() -> {});
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // The edge is closing; nothing depends on what it had still planned.
        }
    }

    @Override
    public void after(Duration delay, Runnable task) {
        try {
            executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // As above.
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
            done.run();
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
