package chat.palaver.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private final Origins origins = new Origins(List.of("https://chat.example"));

    @Test
    void allowsLoopbackAndTheListed() {
        assertThat(origins.allows("http://localhost:5173")).isTrue();
        assertThat(origins.allows("http://127.0.0.1:8080")).isTrue();
        assertThat(origins.allows("http://[::1]:8080")).isTrue();
        assertThat(origins.allows("https://chat.example")).isTrue();
    }

    @Test
    void refusesLookAlikes() {
        assertThat(origins.allows("http://localhost.evil.example")).isFalse();
        assertThat(origins.allows("http://chat.example")).isFalse();
        assertThat(origins.allows("https://chat.example.evil.example")).isFalse();
        assertThat(origins.allows("null")).isFalse();
        assertThat(origins.allows("http://localhost@evil.example")).isFalse();
        assertThat(origins.allows("not an origin")).isFalse();
    }
}
