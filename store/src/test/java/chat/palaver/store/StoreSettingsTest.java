package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.store.StoreSettings.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreSettingsTest {
    @Test
    void readsAddresses() {
        StoreSettings settings = StoreSettings.of(List.of("a:9042", "::1:19042"), "dc", "k", 1);

        assertThat(settings.addresses())
                .extracting(a -> a.getHostString() + " " + a.getPort())
                .containsExactly("a 9042", "::1 19042");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":9042", "host:", "host:x", "host:0", "host:65536"})
    void refusesWhatIsNoAddress(String contactPoint) {
        assertRefused("contactPoints", List.of(contactPoint), "dc", "k", 1);
    }

    @Test
    void refusesNoAddressAtAll() {
        assertRefused("contactPoints", List.of(), "dc", "k", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "A", "a-b", "a; DROP KEYSPACE b"})
    void refusesWhatIsNoKeyspace(String keyspace) {
        assertRefused("keyspace", List.of("a:1"), "dc", keyspace, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "it's", "a b"})
    void refusesWhatIsNoDatacenter(String datacenter) {
        assertRefused("datacenter", List.of("a:1"), datacenter, "k", 1);
    }

    @Test
    void refusesNumbersBelowTheirRange() {
        assertRefused("replicationFactor", List.of("a:1"), "dc", "k", 0);
        assertThatThrownBy(() -> limits(Duration.ZERO, 1, 0))
                .hasMessageContaining("requestTimeout");
        assertThatThrownBy(() -> limits(Duration.ofMillis(1), 0, 0))
                .hasMessageContaining("maxInFlight");
        assertThatThrownBy(() -> limits(Duration.ofMillis(1), 1, -1))
                .hasMessageContaining("maxQueued");
        assertThat(limits(Duration.ofMillis(1), 1, 0)).isNotNull();
    }

    @Test
    void showsNoPassword() {
        assertThat(new Credentials("me", "secret").toString()).doesNotContain("secret");
    }

    private static StoreSettings limits(Duration timeout, int maxInFlight, int maxQueued) {
        return new StoreSettings(
                List.of("a:1"), "dc", "k", 1, Optional.empty(), timeout, maxInFlight, maxQueued);
    }

    private static void assertRefused(
            String key, List<String> contactPoints, String datacenter, String keyspace, int rf) {
        assertThatThrownBy(() -> StoreSettings.of(contactPoints, datacenter, keyspace, rf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ":");
    }
}
