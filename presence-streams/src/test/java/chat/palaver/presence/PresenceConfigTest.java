package chat.palaver.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.kit.config.Configuration;
import chat.palaver.presence.board.PresenceRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresenceConfigTest {
    private static final String LEAST =
            "kafka:\n  bootstrap-servers: 127.0.0.1:9092\nstate-directory: /tmp/presence\n";

    @TempDir Path directory;

    @Test
    void defaultsAreTheStandardRules() throws Exception {
        assertThat(load(LEAST).rules()).isEqualTo(PresenceRules.standard());
    }

    @Test
    void refusesAGraceLongerThanTheWindow() {
        assertThatThrownBy(() -> load(LEAST + "window: 10s\ngrace: 11s\n"))
                .hasMessageContaining("grace");
    }

    @Test
    void refusesATimeOutOfBounds() {
        assertThatThrownBy(() -> load(LEAST + "window: 9s\n")).hasMessageContaining("window");
    }

    private PresenceConfig load(String yaml) throws Exception {
        Path file = Files.writeString(directory.resolve("presence.yaml"), yaml);
        return Configuration.load(PresenceConfig.class, file, Map.of());
    }
}
