package chat.palaver.client.chat;

import chat.palaver.client.socket.Positions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Positions in a file, one line a channel. The file is replaced as a whole at each flush, so a
 * crash leaves the old one or the new one. A line that cannot be read is left out: its channel is
 * then live from now.
 */
public final class FilePositions implements PositionStore {
    private final Path file;
    private final Map<String, Long> positions = new TreeMap<>();
    private boolean changed;

    public FilePositions(Path file) {
        this.file = file.toAbsolutePath();
        if (Files.exists(file)) {
            read();
        }
    }

    private void read() {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", 2);
                if (parts.length == 2) {
                    Positions.parse(parts[1]).ifPresent(p -> positions.put(parts[0], p));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the positions in " + file, e);
        }
    }

    @Override
    public synchronized Map<String, Long> load() {
        return Map.copyOf(positions);
    }

    @Override
    public synchronized void save(String channel, long position) {
        positions.put(channel, position);
        changed = true;
    }

    @Override
    public synchronized void forget(String channel) {
        positions.remove(channel);
        changed = true;
    }

    @Override
    public synchronized void flush() {
        if (!changed) {
            return;
        }
        List<String> lines =
                positions.entrySet().stream()
                        .map(e -> e.getKey() + " " + Positions.format(e.getValue()))
                        .toList();
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, lines);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            changed = false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the positions to " + file, e);
        }
    }
}
