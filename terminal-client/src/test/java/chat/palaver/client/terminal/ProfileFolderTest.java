package chat.palaver.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.client.api.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFolderTest {
    private static final String API = "http://127.0.0.1:8080";
    @TempDir Path parent;

    private Path folder() {
        return parent.resolve("config/palaver");
    }

    private static Tokens tokens(String refresh) {
        return new Tokens("u_1", "d_1", "access", Instant.EPOCH, refresh);
    }

    @Test
    void keepsTheLastLoginForItsOwnServerOnly() {
        try (ProfileFolder folder = new ProfileFolder(folder(), API)) {
            assertThat(folder.refreshToken()).isEmpty();
            folder.save(tokens("one"));
            folder.save(tokens("two"));
        }
        try (ProfileFolder folder = new ProfileFolder(folder(), API)) {
            assertThat(folder.refreshToken()).contains("two");
        }
        try (ProfileFolder folder = new ProfileFolder(folder(), "http://127.0.0.1:9090")) {
            assertThat(folder.refreshToken()).isEmpty();
        }
    }

    @Test
    void nobodyElseMayReadIt() throws IOException {
        try (ProfileFolder folder = new ProfileFolder(folder(), API)) {
            folder.save(tokens("one"));
        }

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder().resolve("login"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void twoProgramsDoNotShareIt() {
        try (ProfileFolder first = new ProfileFolder(folder(), API)) {
            assertThat(first.refreshToken()).isEmpty();
            assertThatThrownBy(() -> new ProfileFolder(folder(), API))
                    .isInstanceOf(ProfileFolder.InUse.class)
                    .hasMessageContaining("--profile");
        }
        new ProfileFolder(folder(), API).close();
    }

    @Test
    void forgetsALogin() {
        try (ProfileFolder folder = new ProfileFolder(folder(), API)) {
            folder.save(tokens("one"));
            folder.forget();
            assertThat(folder.refreshToken()).isEmpty();
        }
    }
}
