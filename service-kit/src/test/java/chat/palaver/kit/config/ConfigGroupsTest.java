package chat.palaver.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigGroupsTest {
    @Test
    void kafkaNeedsItsAddressOnly() throws Exception {
        KafkaConfig config =
                Configuration.of(KafkaConfig.class, Map.of("bootstrap-servers", "k1:9092,k2:9092"));

        assertThat(config)
                .isEqualTo(
                        new KafkaConfig(
                                List.of("k1:9092", "k2:9092"),
                                "",
                                4,
                                16,
                                1,
                                Duration.ofDays(7),
                                Map.of()));
    }

    @Test
    void readsAllOfKafka() throws Exception {
        KafkaConfig config =
                Configuration.of(
                        KafkaConfig.class,
                        Map.of(
                                "bootstrap-servers", "k:1",
                                "topic-prefix", "p.",
                                "partitions", "256",
                                "delivery-slots", "64",
                                "replication-factor", "3",
                                "shared-retention", "forever",
                                "properties.security.protocol", "SSL"));

        assertThat(config.topics().channelShared().name()).isEqualTo("p.channel.shared");
        assertThat(config.topics().channelShared().config()).containsEntry("retention.ms", "-1");
        assertThat(config.topics().deliveries().partitions()).isEqualTo(64);
        assertThat(config.properties()).isEqualTo(Map.of("security.protocol", "SSL"));
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap-servers, k1",
        "bootstrap-servers, http://k1:9092",
        "bootstrap-servers, k1:9092 k2:9092",
        "properties.acks, 1",
        "properties.producer.linger.ms, 5",
        "partitions, 0",
        "partitions, 10001",
        "delivery-slots, 0",
        "replication-factor, 8",
        "shared-retention, 2h",
        "shared-retention, -P1D"
    })
    void refusesBadKafka(String key, String value) {
        assertRefused(KafkaConfig.class, Map.of("bootstrap-servers", "k:1"), key, value);
    }

    @Test
    void takesNamesAndNumbersOfBothFamilies() throws Exception {
        String all = "k-1.example.org:9092,10.0.0.1:1,[::1]:65535";

        assertThat(
                        Configuration.of(KafkaConfig.class, Map.of("bootstrap-servers", all))
                                .bootstrapServers())
                .hasSize(3);
    }

    @Test
    void doesNotPrintKafkasSecrets() {
        KafkaConfig config =
                new KafkaConfig(
                        List.of("k:1"),
                        "",
                        4,
                        16,
                        1,
                        Duration.ofDays(7),
                        Map.of("sasl.jaas.config", "hush"));

        assertThat(config.toString()).contains("sasl.jaas.config").doesNotContain("hush");
    }

    @Test
    void storeNeedsItsAddressOnly() throws Exception {
        StoreConfig config =
                Configuration.of(StoreConfig.class, Map.of("contact-points", "127.0.0.1:9042"));

        assertThat(config.contactPoints()).containsExactly("127.0.0.1:9042");
        assertThat(config.keyspace()).isEqualTo("palaver");
        assertThat(config.datacenter()).isEqualTo("datacenter1");
        assertThat(config.password()).isEmpty();
    }

    @Test
    void readsTheStoresPasswordFromItsFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "hush\n");

        StoreConfig config =
                Configuration.of(
                        StoreConfig.class,
                        Map.of(
                                "contact-points", "s:1",
                                "username", "palaver",
                                "password-file", file.toString()));

        assertThat(config.username()).isEqualTo(Optional.of("palaver"));
        assertThat(config.password()).isEqualTo(Optional.of("hush"));
        assertThat(config.toString()).doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "contact-points, s",
        "username, alone",
        "replication-factor, 0",
        "request-timeout, 1ms",
        "start-timeout, 1h",
        "max-in-flight, 0",
        "max-queued, -1"
    })
    void refusesBadStore(String key, String value) {
        assertRefused(StoreConfig.class, Map.of("contact-points", "s:1"), key, value);
    }

    @Test
    void adminIsLoopbackByDefault() throws Exception {
        assertThat(Configuration.of(AdminConfig.class, Map.of()))
                .isEqualTo(new AdminConfig("127.0.0.1", 8090));
        assertRefused(AdminConfig.class, Map.of(), "port", "70000");
    }

    private static void assertRefused(
            Class<?> type, Map<String, String> good, String key, String value) {
        Map<String, String> values = new HashMap<>(good);
        values.put(key, value);
        assertThatThrownBy(() -> Configuration.of(type, values))
                .isInstanceOf(ConfigurationException.class);
    }
}
