package chat.palaver.edge.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Things that must be settled within a time, the same for all of them. Nearly all are, soon, and
 * then cost nothing further: with a timer for each, thousands a second would be kept for as long as
 * the time lasts. Runs on the loop.
 *
 * @param <T> what must be settled
 */
public final class Deadlines<T> {
    private final Loop loop;
    private final long nanos;
    private final Predicate<T> settled;
    private final Consumer<T> overdue;
    private final Deque<Due<T>> waiting = new ArrayDeque<>();
    private boolean looking;

    private record Due<T>(T what, long atNanos) {}

    /**
     * None yet.
     *
     * @param within the time each of them has
     * @param settled whether one is; asked often, and once true always true
     * @param overdue takes one that was not in time, once
     */
    public Deadlines(Loop loop, Duration within, Predicate<T> settled, Consumer<T> overdue) {
        this.loop = loop;
        this.nanos = within.toNanos();
        this.settled = settled;
        this.overdue = overdue;
    }

    /** Has the time from now on. */
    public void add(T what) {
        forgetSettled();
        waiting.addLast(new Due<>(what, loop.nanoTime() + nanos));
        if (!looking) {
            lookIn(nanos);
        }
    }

    /** How many are kept: those that are not settled, and what stands behind one of them. */
    int size() {
        return waiting.size();
    }

    private void lookIn(long nanosFromNow) {
        looking = true;
        loop.after(Duration.ofNanos(Math.max(0, nanosFromNow)), this::look);
    }

    private void look() {
        looking = false;
        long now = loop.nanoTime();
        while (!waiting.isEmpty() && waiting.peekFirst().atNanos() - now <= 0) {
            T due = waiting.removeFirst().what();
            if (!settled.test(due)) {
                overdue.accept(due);
            }
        }
        forgetSettled();
        if (!waiting.isEmpty() && !looking) {
            lookIn(waiting.peekFirst().atNanos() - now);
        }
    }

    private void forgetSettled() {
        while (!waiting.isEmpty() && settled.test(waiting.peekFirst().what())) {
            waiting.removeFirst();
        }
    }
}
