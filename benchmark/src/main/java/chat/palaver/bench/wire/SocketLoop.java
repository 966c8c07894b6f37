package chat.palaver.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One thread that serves any number of {@link Socket}s. All of them read into one buffer, so that
 * ten thousand silent ones cost little.
 */
public final class SocketLoop implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long TICK_MILLIS = 20;
    private static final long CLOSE_MILLIS = 2_000;

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final Runnable tick;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * Starts the thread.
     *
     * @param tick runs on it about every 20 ms
     */
    public SocketLoop(String name, Runnable tick) {
        this.tick = tick;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs something on the loop's thread, soon. */
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Asks something on the loop's thread and waits for the answer. */
    public <T> T ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(
                () -> {
                    try {
                        answer.complete(question.call());
                    } catch (Exception e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer.join();
    }

    /**
     * Begins to connect; on the loop's thread only.
     *
     * @param server with a path, {@code ws://host:port/path}
     * @param source the address to connect from: one has ports for some 28,000 connections
     */
    public void connect(URI server, InetAddress source, String subprotocol, SocketHandler handler) {
        try {
            Socket socket = Socket.connecting(server, source, subprotocol, handler);
            socket.registered(socket.channel().register(selector, SelectionKey.OP_CONNECT, socket));
        } catch (IOException e) {
            handler.closed(Socket.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private void run() {
        long nextTick = System.nanoTime();
        while (!closing) {
            try {
                selector.select(this::ready, TICK_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            if (System.nanoTime() - nextTick >= 0) {
                nextTick = System.nanoTime() + TICK_MILLIS * 1_000_000;
                tick.run();
            }
        }
    }

    private void ready(SelectionKey key) {
        Socket socket = (Socket) key.attachment();
        try {
            if (key.isConnectable()) {
                socket.connected();
            } else {
                if (key.isWritable()) {
                    socket.writable();
                }
                if (key.isReadable()) {
                    read(socket);
                }
            }
        } catch (IOException | IllegalStateException e) {
            boolean cancelled = e instanceof CancelledKeyException;
            socket.finish(Socket.BROKEN, cancelled ? "" : String.valueOf(e.getMessage()));
        }
    }

    private void read(Socket socket) throws IOException {
        buffer.clear();
        int length = socket.channel().read(buffer);
        if (length < 0) {
            socket.finish(Socket.BROKEN, "end of stream");
            return;
        }
        buffer.flip().get(bytes, 0, length);
        socket.received(bytes, length);
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(CLOSE_MILLIS);
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
