package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark measures a running system; here only that it does, not what. */
final class BenchIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    private static final int MESSAGES = 40;

    @TempDir private Path report;

    @Test
    void pairsAreMeasuredAndNothingIsLost() throws Exception {
        JavaCommand bench =
                new JavaCommand(
                        Installation.locate().classPath("benchmark"),
                        List.of("-Xmx128m", "-Dpalaver.log.level=off"),
                        "chat.palaver.bench.Main",
                        List.of(
                                "pair",
                                "--data",
                                PALAVER.system().data().toString(),
                                "--pairs",
                                "2",
                                "--rate",
                                String.valueOf(MESSAGES / 2),
                                "--warm-up",
                                "1",
                                "--seconds",
                                "2",
                                "--no-limits",
                                "--report",
                                report.toString()));

        Process process =
                new ProcessBuilder(bench.words())
                        .redirectErrorStream(true)
                        .redirectOutput(report.resolve("said").toFile())
                        .start();

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        JsonNode found = new ObjectMapper().readTree(report.resolve("report.json").toFile());
        JsonNode pair = found.path("results").path(0);
        assertThat(pair.path("sound").asBoolean()).isTrue();
        assertThat(pair.path("distributions").path(0).path("count").asInt()).isEqualTo(MESSAGES);
        assertThat(pair.path("processes").findValuesAsText("name")).contains("edge-1", "load-1");
        assertThat(report.resolve("report.html")).isNotEmptyFile();
    }
}
