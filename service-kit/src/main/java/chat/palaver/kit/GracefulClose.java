package chat.palaver.kit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Closes what was opened, in reverse, each thing whatever became of the one before, and all within
 * one time limit: a drain that hangs must not keep a process alive. Thread-safe; closes once.
 */
public final class GracefulClose {
    private final String name;
    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String what, AutoCloseable closeable) {}

    public GracefulClose(String name) {
        this.name = name;
    }

    /** Remembers it and gives it back. */
    public synchronized <T extends AutoCloseable> T add(String what, T closeable) {
        steps.push(new Step(what, closeable));
        return closeable;
    }

    /**
     * Closes everything, last added first.
     *
     * @param limit for all together; what is left then is interrupted, and the rest gets a moment
     * @return what went wrong, a line each; empty if it was clean
     */
    public List<String> close(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> problems = new ArrayList<>();
        for (Step step = next(); step != null; step = next()) {
            long left = Math.max(deadline - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(200));
            close(step, left, problems);
        }
        return problems;
    }

    private synchronized Step next() {
        return steps.poll();
    }

    private void close(Step step, long nanos, List<String> problems) {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            step.closeable.close();
                            return null;
                        });
        Thread thread = new Thread(task, name + "-close-" + step.what);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            problems.add(step.what + " was not closed in time");
        } catch (ExecutionException e) {
            problems.add(step.what + " did not close: " + e.getCause());
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            problems.add(step.what + " was not waited for");
        }
    }
}
