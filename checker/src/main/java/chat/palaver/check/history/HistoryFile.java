package chat.palaver.check.history;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A history in a file of JSON lines, plain or {@code .gz}. Read as a stream each time. A last line
 * that a kill cut short is left out: a history without its end is judged as one.
 */
public record HistoryFile(Path file) implements History {
    private static final int BUFFER = 1 << 16;

    @Override
    public void forEach(Consumer<? super Event> consumer) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8), BUFFER)) {
            long number = 0;
            String line = lines.readLine();
            while (line != null) {
                number++;
                String next = lines.readLine();
                give(line, number, next == null, consumer);
                line = next;
            }
        } catch (EOFException e) {
            throw new IllegalArgumentException(file + " is cut short", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void give(String line, long number, boolean last, Consumer<? super Event> consumer) {
        Event event;
        try {
            event = HistoryLines.event(line);
        } catch (IllegalArgumentException e) {
            if (last) {
                return;
            }
            throw new IllegalArgumentException(
                    file + ", line " + number + ": " + e.getMessage(), e);
        }
        consumer.accept(event);
    }

    private InputStream open() throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
    }
}
