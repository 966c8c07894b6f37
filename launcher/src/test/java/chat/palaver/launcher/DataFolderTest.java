package chat.palaver.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir private Path folder;
    private DataFolder data;

    @BeforeEach
    void locate() {
        data = new DataFolder(folder);
    }

    @Test
    void isRefusedWhileInUse() throws IOException {
        assertThat(data.isInUse()).isFalse();
        try (FileChannel lock = data.lock()) {
            assertThat(data.isInUse()).isTrue();
            assertThatThrownBy(data::lock)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining(folder + " is in use");
        }
        assertThat(data.isInUse()).isFalse();
    }

    @Test
    void keepsTheSigningKeyToItsOwnerAndAcrossStarts() throws IOException {
        data.create();
        String key = Files.readString(data.tokenPrivateKey());
        String cluster = data.clusterId();
        data.create();

        assertThat(Files.readString(data.tokenPrivateKey())).isEqualTo(key);
        assertThat(data.clusterId()).isEqualTo(cluster).hasSize(22).doesNotStartWith("-");
        assertThat(Files.getPosixFilePermissions(data.tokenPrivateKey()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void keepsThePlanAndRefusesAnotherNumberOfBrokers() throws IOException {
        data.create();
        data.store(new Plan(8080, 2, 1, 1, false));
        Plan moved = new Plan(9090, 3, 2, 1, true);
        data.store(moved);

        assertThat(data.plan()).isEqualTo(moved);
        assertThatThrownBy(() -> data.store(new Plan(8080, 2, 1, 3, false)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--brokers 1");
    }

    @Test
    void withoutAnUpThereIsNoPlan() {
        assertThatThrownBy(data::plan)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("palaver up");
    }
}
