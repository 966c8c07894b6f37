package chat.palaver.check;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The short form of the check, as {@code ./palaver check --faults short} runs it: one kill of each
 * kind of process and some more, on a system of its own.
 */
final class ShortCheckIT {
    private static final String SEED = "20261124";

    /** What is under way when something is wrong is in its reports; it does not hang for ever. */
    private static final long LIMIT_MINUTES = 25;

    /** Stays there, for whoever wants the figures. */
    private final Path folder = Path.of("target", "short-check").toAbsolutePath();

    @Test
    void nothingIsLostDoubledOrOutOfOrderWhileEveryKindOfProcessIsKilled() throws Exception {
        Files.createDirectories(folder);
        Path said = folder.resolve("said.txt");
        Process check =
                new ProcessBuilder(command().words())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(check.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            check.destroy();
        }

        assertThat(check.exitValue()).as(Files.readString(said)).isZero();
        JsonNode report = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        JsonNode figures = report.get("figures");
        assertThat(report.get("good").asBoolean()).isTrue();
        assertThat(figures.get("lost").asLong()).isZero();
        assertThat(figures.get("doubled").asLong()).isZero();
        assertThat(figures.get("outOfOrder").asLong()).isZero();
        assertThat(figures.get("acknowledged").asLong()).isGreaterThan(1_000);
        assertThat(figures.get("elsewhere").asLong() * 10)
                .isGreaterThan(figures.get("sends").asLong());
        assertThat(report.get("faults").findValuesAsText("fault"))
                .contains("kill-edge", "kill-kafka", "kill-cassandra", "restart-fanouts")
                .contains("moves", "kill-mover");
        assertThat(report.get("moves").get("passed").asLong()).isGreaterThan(20);
    }

    private JavaCommand command() {
        return new JavaCommand(
                        Installation.locate().classPath("checker"),
                        List.of("-Xmx512m", "-XX:+UseSerialGC"),
                        "chat.palaver.check.Main",
                        List.of(
                                "--faults",
                                "short",
                                "--seed",
                                SEED,
                                "--rate",
                                "50",
                                "--report",
                                folder.toString()))
                .compilingQuickly();
    }
}
