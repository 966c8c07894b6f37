package chat.palaver.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.kit.config.Configuration;
import chat.palaver.kit.kafka.GroupProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FanoutConfigTest {
    private static final String LEAST =
            "kafka:\n  bootstrap-servers: 127.0.0.1:9092\nstate-directory: /tmp/fanout\n";

    @TempDir Path directory;

    @Test
    void needsNoMoreThanABrokerAndADirectory() throws Exception {
        FanoutConfig config = load(LEAST);

        assertThat(config.threads()).isEqualTo(1);
        assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.groupProtocol()).isEqualTo(GroupProtocol.CLASSIC);
        assertThat(config.forgetAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/tmp/fanout"));
    }

    @Test
    void takesEveryKey() throws Exception {
        FanoutConfig config =
                load(
                        LEAST
                                + "threads: 4\nsession-timeout: 45s\ngroup-protocol: streams\n"
                                + "forget-after: 10m\nadmin:\n  port: 8099\n");

        assertThat(config.threads()).isEqualTo(4);
        assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(45));
        assertThat(config.groupProtocol()).isEqualTo(GroupProtocol.STREAMS);
        assertThat(config.forgetAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.admin().port()).isEqualTo(8099);
    }

    @ParameterizedTest
    @CsvSource({
        "threads, 0",
        "threads, 65",
        "session-timeout, 999ms",
        "session-timeout, 6m",
        "group-protocol, consumer",
        "forget-after, 4s",
        "forget-after, 2h",
        "thread, 2"
    })
    void refusesAValueOutOfBoundsAndAnUnknownKey(String key, String value) {
        assertThatThrownBy(() -> load(LEAST + key + ": " + value + "\n")).hasMessageContaining(key);
    }

    @Test
    void refusesToStartWithoutADirectory() {
        assertThatThrownBy(() -> load("kafka:\n  bootstrap-servers: 127.0.0.1:9092\n"))
                .hasMessageContaining("state-directory");
    }

    private FanoutConfig load(String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("fanout.yaml"), yaml);
        return Configuration.load(FanoutConfig.class, file, Map.of());
    }
}
