package chat.palaver.check.nemesis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file system in memory, so that a disk can be full without anybody else's being so. Needs
 * the rights to mount one.
 */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;
    private boolean closed;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts one on a folder, which is created; a broker that is given the folder then has no more
     * room than that.
     *
     * @throws IOException with the reason when it may not be
     */
    public static SmallDisk mount(Path folder, int megabytes)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        run(
                List.of(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + megabytes + "m",
                        "palaver-test",
                        folder.toString()));
        return new SmallDisk(folder);
    }

    /** Takes it away with all that lies on it, once nobody has a file of it open. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            run(List.of("umount", folder.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }
}
