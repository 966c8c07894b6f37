package chat.palaver.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which all sockets of a proxy are handled, so that nothing of them needs a lock:
 * readiness, timers, and tasks from other threads.
 */
final class EventLoop implements AutoCloseable {
    private static final long CLOSE_MILLIS = 5_000;

    /** What is attached to a selection key. */
    @FunctionalInterface
    interface Handler {
        void onReady(SelectionKey key);
    }

    private record Timer(long at, Runnable task) {}

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>((a, b) -> Long.signum(a.at - b.at));
    private final Thread thread = new Thread(this::run, "fault-proxy");
    private volatile boolean closing;

    EventLoop() throws IOException {
        selector = Selector.open();
        thread.setDaemon(true);
        thread.start();
    }

    /** On the loop's thread only. */
    Selector selector() {
        return selector;
    }

    /**
     * Runs it on the loop's thread at that time, of {@link System#nanoTime}; on this thread only.
     */
    void at(long nanos, Runnable task) {
        timers.add(new Timer(nanos, task));
    }

    /**
     * Runs it on the loop's thread and waits for it; from any other thread.
     *
     * @throws IOException when it threw one, or the loop has ended
     */
    <T> T call(Callable<T> task) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(
                () -> {
                    try {
                        result.complete(task.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        selector.wakeup();
        if (closing) {
            throw new IOException("the proxy is closed");
        }
        try {
            // A task that came too late to be run must not be waited for.
            return result.orTimeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw new IOException(failure.getMessage(), failure);
            }
            throw new IOException("the proxy did not do it: " + e.getCause(), e);
        }
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (ClosedSelectorException e) {
            // Closed meanwhile: the end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void turn() throws IOException {
        await();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            if (key.isValid()) {
                ((Handler) key.attachment()).onReady(key);
            }
        }
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().at - now <= 0) {
            timers.poll().task.run();
        }
    }

    private void await() throws IOException {
        if (timers.isEmpty()) {
            selector.select();
            return;
        }
        long nanos = timers.peek().at - System.nanoTime();
        if (nanos <= 0) {
            selector.selectNow();
        } else {
            // A millisecond too late rather than a busy loop.
            selector.select(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
        }
    }

    /** Ends the thread; the channels are closed by whoever opened them, before. */
    @Override
    public void close() throws IOException {
        closing = true;
        selector.wakeup();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }
}
