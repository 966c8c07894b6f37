package chat.palaver.check.nemesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real processes that do nothing, and a {@code palaver} that can restart them. */
final class FakeInstallation implements AutoCloseable {
    private static final String SCRIPT =
            """
            #!/bin/sh
            # restart NAME --data DIR
            [ "$1" = restart ] && [ "$3" = --data ] || exit 2
            [ -e "$4/run/$2.broken" ] && { echo "it is broken"; exit 1; }
            sleep 600 >/dev/null 2>&1 &
            echo $! > "$4/run/$2.pid"
            echo "$2" >> "$4/restarted"
            """;

    private final Path root;

    FakeInstallation(Path root, String... parts) throws IOException, InterruptedException {
        this.root = root;
        Files.createDirectories(root.resolve("data/run"));
        Files.writeString(root.resolve("palaver"), SCRIPT);
        Files.setPosixFilePermissions(
                root.resolve("palaver"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String part : parts) {
            start(part);
        }
        Files.deleteIfExists(root.resolve("data/restarted"));
    }

    Target target() {
        return new Target(List.of(root.resolve("palaver").toString()), root.resolve("data"));
    }

    /** From now on the part cannot be started. */
    void breakPart(String part) throws IOException {
        Files.createFile(root.resolve("data/run").resolve(part + ".broken"));
    }

    private void start(String part) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                root.resolve("palaver").toString(),
                                "restart",
                                part,
                                "--data",
                                root.resolve("data").toString())
                        .start();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        for (String part : target().parts()) {
            target().process(part).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
