package chat.palaver.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.bench.crew.Line;
import chat.palaver.demo.script.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    @TempDir private Path folder;

    @Test
    void readsLogsAndSpeedsThemUp() throws IOException {
        Files.writeString(
                folder.resolve("a.txt"),
                """
                [10:00] <ann> hello
                === bob has joined
                [10:00] <bob> ann: hi
                [10:02] <ann> bye
                """);

        Script script = Replay.read(folder, 10);
        List<Line> lines = Replay.lines(script, 60, 100);

        assertThat(script.nicks()).containsExactly("ann", "bob");
        assertThat(lines).extracting(Line::text).containsExactly("hello", "ann: hi", "bye");
        assertThat(lines).extracting(Line::dueMicros).containsExactly(0L, 500_000L, 2_000_000L);
        assertThat(Replay.lines(script, 60, 1)).hasSize(2);
    }

    @Test
    void refusesSilenceAndOddSpeeds() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "=== nobody\n");

        assertThatThrownBy(() -> Replay.read(folder, 10)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new Replay(folder, 0.5, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Replay(folder, 1_001, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
