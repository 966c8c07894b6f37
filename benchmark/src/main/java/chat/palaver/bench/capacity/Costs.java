package chat.palaver.bench.capacity;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What each thing costs, as measured: all of {@link Cost}, none below zero. */
public final class Costs {
    private static final String MEASURED = "costs.properties";

    private final Map<Cost, Double> values = new EnumMap<>(Cost.class);

    /**
     * Costs by key.
     *
     * @throws IllegalArgumentException if one is missing, unknown or no number from 0 on
     */
    public Costs(Map<String, String> given) {
        given.forEach((key, value) -> values.put(known(key), number(key, value)));
        for (Cost cost : Cost.values()) {
            if (!values.containsKey(cost)) {
                throw new IllegalArgumentException("no cost given for " + cost.key());
            }
        }
    }

    /** Those that come with the program. */
    public static Costs measured() {
        try (InputStream in = Costs.class.getResourceAsStream(MEASURED)) {
            return new Costs(read(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of a file in the same form. */
    public static Costs of(Path file) throws IOException {
        try (Reader in = Files.newBufferedReader(file)) {
            return new Costs(read(in));
        }
    }

    private static Map<String, String> read(Reader in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        Map<String, String> given = new TreeMap<>();
        properties.stringPropertyNames().forEach(k -> given.put(k, properties.getProperty(k)));
        return given;
    }

    private static Cost known(String key) {
        return Cost.of(key).orElseThrow(() -> new IllegalArgumentException("no such cost: " + key));
    }

    private static double number(String key, String value) {
        double number;
        try {
            number = Double.parseDouble(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + ": not a number: " + value, e);
        }
        return Check.atLeast(key, 0, number);
    }

    public double of(Cost cost) {
        return values.get(cost);
    }

    /** By key, in the order of {@link Cost}. */
    public Map<String, Double> byKey() {
        Map<String, Double> all = new LinkedHashMap<>();
        values.forEach((cost, value) -> all.put(cost.key(), value));
        return all;
    }
}
