package chat.palaver.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.kit.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkConfigTest {
    private static final String LEAST =
            "kafka:\n  bootstrap-servers: 127.0.0.1:9092\n"
                    + "store:\n  contact-points: 127.0.0.1:9042\n";

    @TempDir Path directory;

    @Test
    void needsNoMoreThanABrokerAndAStore() throws Exception {
        SinkConfig config = load(LEAST, Map.of());

        assertThat(config.workers()).isEqualTo(16);
        assertThat(config.rememberedEntries()).isEqualTo(1_000_000);
        assertThat(config.ownLogs()).isEqualTo(OwnLogsConfig.usual());
    }

    @Test
    void takesEveryKey() throws Exception {
        SinkConfig config =
                load(
                        LEAST
                                + "workers: 4\nremembered-entries: 2000\nown-logs:\n  budget: 0\n"
                                + "  members: 40\n  rest: 250ms\n  remove-after: 1h\n",
                        Map.of());

        assertThat(config.workers()).isEqualTo(4);
        assertThat(config.rememberedEntries()).isEqualTo(2_000);
        assertThat(config.ownLogs())
                .isEqualTo(new OwnLogsConfig(0, 40, Duration.ofMillis(250), Duration.ofHours(1)));
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() throws Exception {
        SinkConfig config =
                load(
                        LEAST + "own-logs:\n  budget: 7\n",
                        Map.of(
                                "PALAVER_OWN_LOGS_BUDGET", "9",
                                "PALAVER_OWN_LOGS_REMOVE_AFTER", "5s"));

        assertThat(config.ownLogs().budget()).isEqualTo(9);
        assertThat(config.ownLogs().removeAfter()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "budget, -1",
        "budget, 100001",
        "members, 1",
        "rest, 2d",
        "remove-after, 500ms",
        "remove-after, 8d",
        "member, 7"
    })
    void refusesAValueOutOfBoundsAndAnUnknownKey(String key, String value) {
        String yaml = LEAST + "own-logs:\n  " + key + ": " + value + "\n";

        assertThatThrownBy(() -> load(yaml, Map.of())).hasMessageContaining("own-logs." + key);
    }

    private SinkConfig load(String yaml, Map<String, String> environment) throws Exception {
        Path file = directory.resolve("sink.yaml");
        Files.writeString(file, yaml);
        return Configuration.load(SinkConfig.class, file, environment);
    }
}
