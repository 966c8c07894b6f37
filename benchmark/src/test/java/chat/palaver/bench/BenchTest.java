package chat.palaver.bench;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.bench.limit.BareLimits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before a system is asked for. */
class BenchTest {
    @TempDir private Path folder;

    private final Common options = new Common();

    @Test
    void refusesAReportWhereNothingCanBeWritten() throws Exception {
        options.report = Files.createFile(folder.resolve("a file"));
        options.data = folder;

        assertRefused("--report: cannot write there");
    }

    @Test
    void refusesTwoSystems() {
        options.api = URI.create("http://127.0.0.1:1");
        options.data = folder;

        assertRefused("--api or --data, not both");
    }

    private void assertRefused(String reason) {
        Bench bench = new Bench(options, new BareLimits(1, 1, 1, 1), System.out, Clock.systemUTC());

        assertThatThrownBy(() -> bench.run(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
