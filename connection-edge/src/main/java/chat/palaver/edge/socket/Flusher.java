package chat.palaver.edge.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Decides when the queues of connections are written out. A task of the edge's loop may queue many
 * frames to one connection, as when a batch of messages is applied: they go out together when it
 * ends, in one write. What goes to very many connections is written by a thread of its own, or a
 * large room would hold up everybody else's messages for as long as it takes to write to all of its
 * members. That thread pauses after every few writes: a thousand in a row, with all that they wake
 * on the same machine, would keep every processor from the messages of others. The pauses are long
 * beside the writes: a message to a thousand takes some seventy milliseconds, and a fifth of a
 * processor meanwhile. Where very many wait the pieces grow, so that the pauses add a quarter of a
 * second for twenty thousand. It costs no throughput: what waits for a connection goes out
 * together.
 *
 * <p>Safe for use by many threads. A connection waits in each of the two places once at most, so
 * they are bounded by the number of connections.
 */
public final class Flusher implements AutoCloseable {
    /** Connections that wait for the end of a task at most; more are written out before. */
    static final int MOST_WAITING = 512;

    /** Writes to very many between two pauses, at least. */
    static final int PIECE = 8;

    /** Pauses that all who wait are written out with, about: beyond it, pieces grow. */
    static final int PAUSES = 128;

    private static final long PAUSE_NANOS = 400_000;

    private final Deque<SocketSink> soon = new ArrayDeque<>();
    private final BlockingQueue<SocketSink> amongMany = new LinkedBlockingQueue<>();
    private final Runnable pause;
    private final Thread writer;
    private volatile Thread loop;
    private volatile boolean closed;

    /** Starts the thread that writes to very many. */
    public Flusher(ThreadFactory threads) {
        this(threads, () -> LockSupport.parkNanos(PAUSE_NANOS));
    }

    /** With another pause, for tests. */
    Flusher(ThreadFactory threads, Runnable pause) {
        this.pause = pause;
        writer = threads.newThread(this::writeToMany);
        writer.start();
    }

    /** The loop has done a task, or is about to begin its first: to be called by its thread. */
    public void taskDone() {
        if (loop == null) {
            loop = Thread.currentThread();
        }
        for (SocketSink next = soon.pollFirst(); next != null; next = soon.pollFirst()) {
            next.flush();
        }
    }

    /** Writes out when the present task is done; at once, if this is no task of the loop. */
    void soon(SocketSink sink) {
        if (Thread.currentThread() != loop) {
            sink.flush();
            return;
        }
        if (sink.waitsSoon()) {
            soon.addLast(sink);
            if (soon.size() >= MOST_WAITING) {
                taskDone();
            }
        }
    }

    /** Writes out when it is this connection's turn among many. */
    void amongMany(SocketSink sink) {
        if (sink.waitsAmongMany()) {
            amongMany.add(sink);
        }
    }

    private void writeToMany() {
        try {
            int left = piece();
            while (!closed) {
                amongMany.take().flushAmongMany();
                left--;
                if (left <= 0) {
                    pause.run();
                    left = piece();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int piece() {
        return Math.max(PIECE, amongMany.size() / PAUSES);
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
    }
}
