package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
    @Test
    void knowsThePasswordItHashedAndNoOther() {
        try (Passwords passwords = new Passwords(Thread::new)) {
            String stored = passwords.hash("correct horse");

            assertThat(stored).doesNotContain("correct");
            assertThat(passwords.hash("correct horse")).isNotEqualTo(stored);
            assertThat(passwords.matches("correct horse", stored)).isTrue();
            assertThat(passwords.matches("correct horsf", stored)).isFalse();
            assertThat(passwords.matchesNobody("nobody's")).isFalse();
        }
    }
}
