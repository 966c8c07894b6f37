package chat.palaver.check.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Writes a history to a file, line by line, and flushes twice a second, so that a run that ends
 * badly leaves what it saw. Who records waits for the disk; nothing is kept in memory.
 */
public final class HistoryWriter implements Recorder, AutoCloseable {
    private static final long FLUSH_MICROS = 500_000;

    private final BufferedWriter out;
    private final LongSupplier nanos;
    private final long startNanos;
    private long flushed;
    private boolean closed;

    /**
     * Begins a file anew.
     *
     * @param nanos {@link System#nanoTime()}
     */
    public HistoryWriter(Path file, LongSupplier nanos) throws IOException {
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        this.nanos = nanos;
        startNanos = nanos.getAsLong();
    }

    /** What comes after the end is left out: sockets that are being closed still speak. */
    @Override
    public synchronized long record(LongFunction<Event> event) {
        long at = (nanos.getAsLong() - startNanos) / 1_000;
        if (!closed) {
            Event made = event.apply(at);
            write(HistoryLines.line(made), at);
            closed = made instanceof Event.Ended;
        }
        return at;
    }

    private void write(String line, long at) {
        try {
            out.write(line);
            out.write('\n');
            if (at - flushed > FLUSH_MICROS) {
                out.flush();
                flushed = at;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        out.close();
    }
}
