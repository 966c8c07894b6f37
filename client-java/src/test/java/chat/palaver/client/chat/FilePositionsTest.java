package chat.palaver.client.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePositionsTest {
    @TempDir Path directory;

    @Test
    void survivesARestart() {
        Path file = directory.resolve("deep/positions");
        FilePositions positions = new FilePositions(file);
        positions.save("c_1", 7);
        positions.save("c_2", Long.MAX_VALUE);
        positions.save("c_3", 9);
        positions.forget("c_3");
        positions.flush();

        assertThat(new FilePositions(file).load())
                .isEqualTo(Map.of("c_1", 7L, "c_2", Long.MAX_VALUE));
    }

    @Test
    void leavesOutWhatCannotBeRead() throws IOException {
        Path file = directory.resolve("positions");
        Files.writeString(file, "c_1 7\nrubbish\nc_2 -4\nc_3 99999999999999999999\n");

        assertThat(new FilePositions(file).load()).isEqualTo(Map.of("c_1", 7L));
    }
}
