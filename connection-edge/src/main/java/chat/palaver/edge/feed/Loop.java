package chat.palaver.edge.feed;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The one thread that owns every feed, link and session state of an edge: nothing of them is
 * locked, and a test can be the thread.
 */
public interface Loop extends Executor {
    /** Runs the task on the loop after the delay; a shut-down loop drops it. */
    void after(Duration delay, Runnable task);

    /** Time that only goes on, as {@link System#nanoTime}. */
    default long nanoTime() {
        return System.nanoTime();
    }
}
