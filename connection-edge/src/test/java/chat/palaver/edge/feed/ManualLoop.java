package chat.palaver.edge.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A loop whose thread is the test and whose time passes when the test says so. */
public final class ManualLoop implements Loop {
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::number));
    private Duration now = Duration.ZERO;
    private long numbers;

    @Override
    public void execute(Runnable task) {
        ready.addLast(task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(now.plus(delay), numbers++, task));
    }

    /** Everything that need not wait. */
    public void run() {
        while (!ready.isEmpty()) {
            ready.removeFirst().run();
        }
    }

    /** Everything that is due within the time. */
    public void pass(Duration time) {
        run();
        Duration end = now.plus(time);
        while (!timers.isEmpty() && timers.peek().due().compareTo(end) <= 0) {
            Timer next = timers.remove();
            now = next.due();
            next.task().run();
            run();
        }
        now = end;
    }

    @Override
    public long nanoTime() {
        return now.toNanos();
    }

    /** The time that has passed. */
    public Duration now() {
        return now;
    }

    private record Timer(Duration due, long number, Runnable task) {}
}
