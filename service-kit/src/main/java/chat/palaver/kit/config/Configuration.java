package chat.palaver.kit.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Reads a configuration file into a record and says everything that is wrong with it at once.
 *
 * <p>A key is the kebab-case path of a record component: {@code kafka.bootstrap-servers}. Of a
 * component's value the environment has the first word, the file the second, {@link Default} the
 * last; without any the key is required, unless it is an {@code Optional} or a {@code Map}. The
 * environment variable of a key is {@code PALAVER_} and the key in capitals, with {@code _} for
 * every dot and dash; entries of a map of Kafka's properties are {@code
 * PALAVER_KAFKA_PROPERTIES_SASL_JAAS_CONFIG} for {@code sasl.jaas.config}. Lists are YAML lists, or
 * separated by commas. A key in the file that is none fails; other variables are not looked at.
 *
 * <p>Components are of type {@code String, int, long, double, boolean, Duration, Path, URI}, an
 * enum, {@code Optional} or {@code List} of these, {@code Map<String, String>}, or a record, a
 * group of keys. A group's rules beyond {@link Range} and {@link Between} stand in its compact
 * constructor, as {@link IllegalArgumentException}.
 */
public final class Configuration {
    private static final int FILE_ORDINAL = 100;
    private static final int ENVIRONMENT_ORDINAL = 300;
    private static final int CONVERTER_PRIORITY = 200;
    private static final long LARGEST_FILE = 1 << 20;

    private Configuration() {}

    /**
     * Reads a file, overridden by the environment.
     *
     * @throws ConfigurationException naming the file and every problem
     */
    public static <C> C load(Class<C> type, Path file, Map<String, String> environment)
            throws ConfigurationException {
        return read(type, file.toString(), source(file), environment);
    }

    /** From keys and values, without a file or environment: for tests and tools. */
    public static <C> C of(Class<C> type, Map<String, String> values)
            throws ConfigurationException {
        ConfigSource source = new PropertiesConfigSource(values, "values", FILE_ORDINAL);
        return read(type, "configuration", source, Map.of());
    }

    /** Every key with its variable, default and meaning, as text for the operator. */
    public static String reference(Class<?> type) {
        StringBuilder text = new StringBuilder();
        for (ConfigKey key : ConfigKey.of(type, "")) {
            String fallback =
                    key.annotation(Default.class)
                            .map(value -> "default " + value.value())
                            .orElse(key.isMap() || key.isOptional() ? "optional" : "required");
            text.append(key.name()).append("  (").append(fallback).append(")\n");
            key.annotation(About.class)
                    .ifPresent(about -> text.append("    ").append(about.value()).append('\n'));
            text.append("    ").append(key.environmentName()).append('\n');
        }
        return text.toString();
    }

    private static <C> C read(
            Class<C> type, String name, ConfigSource source, Map<String, String> environment)
            throws ConfigurationException {
        List<ConfigKey> keys = ConfigKey.of(type, "");
        SmallRyeConfig config =
                new SmallRyeConfigBuilder()
                        .withSources(source, environmentSource(keys, environment))
                        .withConverter(Duration.class, CONVERTER_PRIORITY, Durations::parse)
                        .withConverter(Boolean.class, CONVERTER_PRIORITY, Configuration::truth)
                        .withConverter(Path.class, CONVERTER_PRIORITY, Path::of)
                        .build();
        List<String> problems = new ArrayList<>(unknown(keys, source));
        Optional<C> read = new RecordReader(config, problems).read(type, "");
        if (!problems.isEmpty()) {
            throw new ConfigurationException(name, problems);
        }
        return read.orElseThrow();
    }

    private static ConfigSource source(Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new ConfigurationException(file.toString(), List.of("larger than 1 MiB"));
            }
            Map<String, String> keys = YamlKeys.of(Files.readString(file));
            return new PropertiesConfigSource(keys, file.toString(), FILE_ORDINAL);
        } catch (JsonProcessingException e) {
            String message = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
            throw new ConfigurationException(
                    file.toString(), List.of("is not YAML: " + message + at(e.getLocation())));
        } catch (IOException e) {
            throw new ConfigurationException(file.toString(), List.of("cannot be read: " + e));
        }
    }

    private static String at(JsonLocation location) {
        return location == null
                ? ""
                : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static ConfigSource environmentSource(
            List<ConfigKey> keys, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        for (ConfigKey key : keys) {
            String variable = key.environmentName();
            if (key.isMap()) {
                environment.forEach(
                        (name, value) -> {
                            if (name.startsWith(variable + "_")) {
                                String entry = name.substring(variable.length() + 1);
                                values.put(key.name() + "." + dotted(entry), value);
                            }
                        });
            } else if (environment.containsKey(variable)) {
                values.put(key.name(), environment.get(variable));
            }
        }
        return new PropertiesConfigSource(values, "environment", ENVIRONMENT_ORDINAL);
    }

    private static String dotted(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static List<String> unknown(List<ConfigKey> keys, ConfigSource source) {
        List<String> problems = new ArrayList<>();
        for (String name : new TreeSet<>(source.getPropertyNames())) {
            boolean emptyGroup =
                    source.getValue(name).isEmpty()
                            && keys.stream().anyMatch(key -> key.name().startsWith(name + "."));
            if (!emptyGroup && keys.stream().noneMatch(key -> key.covers(name))) {
                String hint =
                        Spelling.closest(name, keys.stream().map(ConfigKey::name).toList())
                                .map(known -> "; did you mean " + known + "?")
                                .orElse("");
                problems.add(name + ": unknown key" + hint);
            }
        }
        return problems;
    }

    /** Strict, where the library takes whatever is not true for false. */
    private static Boolean truth(String text) {
        return switch (text.trim()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
