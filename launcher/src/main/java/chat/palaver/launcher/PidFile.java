package chat.palaver.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process is a part. A pid alone may meanwhile belong to a stranger, so the time of its start
 * is kept beside it; a process with another one is not ours.
 */
record PidFile(Path file) {
    void write(ProcessHandle process) throws IOException {
        DataFolder.write(startFile(), startOf(process));
        DataFolder.write(file, String.valueOf(process.pid()));
    }

    /** The process, while it lives. */
    Optional<ProcessHandle> process() {
        try {
            if (!Files.exists(file) || !Files.exists(startFile())) {
                return Optional.empty();
            }
            String start = Files.readString(startFile()).strip();
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> startOf(process).equals(start));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(startFile());
    }

    private Path startFile() {
        return file.resolveSibling(file.getFileName() + ".start");
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(at -> "" + at.toEpochMilli()).orElse("unknown");
    }
}
