package chat.palaver.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    @TempDir Path directory;

    enum Colour {
        RED,
        GREEN
    }

    record Limits(
            @Default("10") @Range(min = 1, max = 20) int most,
            @Default("1s") @Between(min = "100ms", max = "1m") Duration pause) {
        Limits {
            if (most == 13) {
                throw new IllegalArgumentException("most must not be 13");
            }
        }
    }

    record Example(
            String name,
            @Default("8080") @Range(min = 0, max = 65_535) int port,
            @Default("a,b") List<String> tags,
            List<String> hosts,
            @Default("green") Colour colour,
            Optional<URI> home,
            @Default("false") boolean loud,
            @Default("") String suffix,
            Limits limits,
            Map<String, String> extra) {}

    private static final String LEAST = "name: edge\nhosts: [one, two]\n";

    @Test
    void fillsInDefaults() throws Exception {
        Example example = read(LEAST);

        assertThat(example)
                .isEqualTo(
                        new Example(
                                "edge",
                                8080,
                                List.of("a", "b"),
                                List.of("one", "two"),
                                Colour.GREEN,
                                Optional.empty(),
                                false,
                                "",
                                new Limits(10, Duration.ofSeconds(1)),
                                Map.of()));
    }

    @Test
    void readsEveryKey() throws Exception {
        Example example =
                read(
                        """
                        name: "${not} expanded"
                        port: 0
                        tags: []
                        hosts: x:1, y:2
                        colour: RED
                        home: http://localhost/
                        loud: true
                        suffix: s
                        limits:
                          most: 20
                          pause: 250ms
                        extra:
                          sasl.mechanism: PLAIN
                          a:
                            b: c
                        """);

        assertThat(example)
                .isEqualTo(
                        new Example(
                                "${not} expanded",
                                0,
                                List.of(),
                                List.of("x:1", "y:2"),
                                Colour.RED,
                                Optional.of(URI.create("http://localhost/")),
                                true,
                                "s",
                                new Limits(20, Duration.ofMillis(250)),
                                Map.of("sasl.mechanism", "PLAIN", "a.b", "c")));
    }

    @Test
    void environmentOverridesEveryKey() throws Exception {
        Map<String, String> environment =
                Map.of(
                        "PALAVER_PORT", "1",
                        "PALAVER_HOSTS", "three, four",
                        "PALAVER_TAGS", "z",
                        "PALAVER_LIMITS_MOST", "2",
                        "PALAVER_HOME", "http://h/",
                        "PALAVER_EXTRA_SASL_MECHANISM", "SCRAM");

        Example example =
                Configuration.load(
                        Example.class,
                        file(LEAST + "port: 9\nextra: {sasl.mechanism: PLAIN}\n"),
                        environment);

        assertThat(example.port()).isEqualTo(1);
        assertThat(example.hosts()).containsExactly("three", "four");
        assertThat(example.tags()).containsExactly("z");
        assertThat(example.limits().most()).isEqualTo(2);
        assertThat(example.home()).contains(URI.create("http://h/"));
        assertThat(example.extra()).isEqualTo(Map.of("sasl.mechanism", "SCRAM"));
    }

    @Test
    void doesNotLookAtOtherVariables() throws Exception {
        Map<String, String> environment =
                Map.of("PALAVER_TEST_KAFKA", "x", "NAME", "no", "PORT", "7", "PATH", "/bin");

        assertThat(Configuration.load(Example.class, file(LEAST), environment).name())
                .isEqualTo("edge");
    }

    @Test
    void environmentMayHoldWhatIsRequired() throws Exception {
        Map<String, String> environment = Map.of("PALAVER_NAME", "n", "PALAVER_HOSTS", "h");

        assertThat(Configuration.load(Example.class, file(""), environment).name()).isEqualTo("n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prt: 1 | prt: unknown key; did you mean port?",
                "limits: {most: 1, mots: 2} | limits.mots: unknown key; did you mean limits.most?",
                "whatEverElse: 1 | whatEverElse: unknown key",
                "port: 65536 | port: 65536 is not between 0 and 65535",
                "port: -1 | port: -1 is not between 0 and 65535",
                "port: many | port: 'many' is not a whole number",
                "port: 1.5 | port: '1.5' is not a whole number",
                "limits: {pause: 99ms} | limits.pause: 99ms is not between 100ms and 1m",
                "limits: {pause: 61s} | limits.pause: 61s is not between 100ms and 1m",
                "limits: {pause: soon} | limits.pause: 'soon' is not a duration like 250ms",
                "limits: {pause: 5} | limits.pause: '5' is not a duration like 250ms",
                "limits: {most: 13} | limits: most must not be 13",
                "colour: blue | colour: 'blue' is not one of [RED, GREEN]",
                "home: 'http://a b' | home: 'http://a b' is not a URI",
                "loud: perhaps | loud: 'perhaps' is not true or false",
                "name: again | is not YAML: Duplicate field 'name'",
                "hosts: {a: b} | is not YAML: Duplicate field 'hosts'",
                "limits: 5 | limits: unknown key",
            })
    void refusesBadValues(String line, String problem) throws Exception {
        Path file = file(LEAST + line + "\n");

        ConfigurationException e = failure(file);

        assertThat(e.problems()).hasSize(1).first().asString().startsWith(problem);
        assertThat(e).hasMessageContaining(file.toString());
    }

    @Test
    void namesEveryProblemAtOnce() throws Exception {
        ConfigurationException e = failure(file("port: x\nlimits: {most: 0}\nnames: y\n"));

        assertThat(e.problems())
                .hasSize(5)
                .anyMatch(p -> p.startsWith("name: is required (or PALAVER_NAME)"))
                .anyMatch(p -> p.startsWith("hosts: is required"))
                .anyMatch(p -> p.startsWith("port: "))
                .anyMatch(p -> p.startsWith("limits.most: "))
                .anyMatch(p -> p.startsWith("names: unknown key"));
    }

    @Test
    void refusesWhatIsNoMap() throws Exception {
        assertThat(failure(file("- a\n- b\n"))).hasMessageContaining("one map of keys expected");
        assertThat(failure(file("text"))).hasMessageContaining("one map of keys expected");
        assertThat(failure(file("a: 1\n---\nb: 2\n"))).hasMessageContaining("one map of keys");
        assertThat(failure(file("a: b: c\n"))).hasMessageContaining("line 1, column 5");
        assertThat(failure(directory.resolve("none.yaml")).getMessage())
                .contains("none.yaml")
                .contains("cannot be read");
    }

    @Test
    void takesEmptyForAbsent() throws Exception {
        Example example = read(LEAST + "limits:\nhome:\nport: ''\nextra:\n");

        assertThat(example.limits().most()).isEqualTo(10);
        assertThat(example.home()).isEmpty();
        assertThat(example.port()).isEqualTo(8080);
        assertThat(failure(file("name:\nhosts: []\n")).problems()).hasSize(2);
    }

    @Test
    void takesScalarsAsTheyAreWritten() throws Exception {
        assertThat(read("hosts: [1.10, 007, yes, null]\nname: 0x1F\n"))
                .returns("0x1F", Example::name)
                .returns(List.of("1.10", "007", "yes", ""), Example::hosts);
    }

    @Test
    void printsAReference() {
        assertThat(Configuration.reference(KafkaConfig.class))
                .contains("bootstrap-servers  (required)")
                .contains("PALAVER_BOOTSTRAP_SERVERS")
                .contains("partitions  (default 4)");
    }

    private Example read(String yaml) throws Exception {
        return Configuration.load(Example.class, file(yaml), Map.of());
    }

    private static ConfigurationException failure(Path file) {
        return catchThrowableOfType(
                ConfigurationException.class,
                () -> Configuration.load(Example.class, file, Map.of()));
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(directory.resolve("service.yaml"), yaml);
    }
}
