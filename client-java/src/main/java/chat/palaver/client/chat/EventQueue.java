package chat.palaver.client.chat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs events one after the other on a thread of its own, so that a listener that takes its time
 * holds up neither heartbeats nor sends. Its bound is kept by its feeder: who adds events stops
 * reading when {@link #isFull} and goes on when told that there is room again. Thread-safe.
 */
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private final Deque<Runnable> events = new ArrayDeque<>();
    private final int limit;
    private final Runnable onRoom;
    private final Runnable onIdle;
    private final Thread thread;
    private boolean ending;

    /**
     * @param limit when it counts as full
     * @param onRoom called on the queue's thread when it is half empty again after each event
     * @param onIdle called on the queue's thread whenever nothing is left
     */
    EventQueue(String name, int limit, Runnable onRoom, Runnable onIdle) {
        this.limit = limit;
        this.onRoom = onRoom;
        this.onIdle = onIdle;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void add(Runnable event) {
        if (!ending) {
            events.add(event);
            notifyAll();
        }
    }

    synchronized boolean isFull() {
        return events.size() >= limit;
    }

    /** Takes no more; what is there is still run, for at most this long. */
    void end(Duration patience) {
        synchronized (this) {
            ending = true;
            notifyAll();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Runnable event = take();
        while (event != null) {
            perform(event);
            if (hasRoom()) {
                onRoom.run();
            }
            event = take();
        }
    }

    private Runnable take() {
        Runnable next = poll();
        if (next == null) {
            perform(onIdle);
            next = await();
        }
        return next;
    }

    private synchronized Runnable poll() {
        return events.poll();
    }

    private synchronized Runnable await() {
        while (events.isEmpty() && !ending) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody but a listener's own code interrupts this thread, and it must go on.
                LOG.warn("the listener thread was interrupted");
            }
        }
        return events.poll();
    }

    private synchronized boolean hasRoom() {
        return events.size() <= limit / 2;
    }

    private static void perform(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("a chat listener failed; the next event follows");
        }
    }
}
