package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PidFileTest {
    @TempDir private Path folder;
    private PidFile pidFile;

    @BeforeEach
    void write() throws IOException {
        pidFile = new PidFile(folder.resolve("edge-1.pid"));
        pidFile.write(ProcessHandle.current());
    }

    @Test
    void findsTheLivingProcess() {
        assertThat(pidFile.process()).contains(ProcessHandle.current());
    }

    @Test
    void aStrangerWithTheSamePidIsNotOurs() throws IOException {
        Files.writeString(folder.resolve("edge-1.pid.start"), "12345\n");
        assertThat(pidFile.process()).isEmpty();
    }

    @Test
    void aDeadProcessIsNotFound() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        pidFile.write(process.toHandle());
        process.destroyForcibly().waitFor();
        assertThat(pidFile.process()).isEmpty();
    }
}
