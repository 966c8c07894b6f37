package chat.palaver.kit.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A YAML file as keys and values, every value as it is written: {@code a.b}, {@code list[0]}. A key
 * that comes twice, a second document or anything but a map at the top is an error; the usual
 * readers take the last one, the first one, or nothing.
 */
final class YamlKeys {
    private final JsonParser parser;
    private final Map<String, String> values = new TreeMap<>();

    private YamlKeys(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * @throws IOException with line and column
     */
    static Map<String, String> of(String yaml) throws IOException {
        YAMLFactory factory =
                YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try (JsonParser parser = factory.createParser(yaml)) {
            YamlKeys keys = new YamlKeys(parser);
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                keys.map("");
                first = parser.nextToken();
            }
            if (first != null && first != JsonToken.VALUE_NULL) {
                throw new IOException("one map of keys expected");
            }
            return keys.values;
        }
    }

    private void map(String prefix) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + parser.currentName();
            parser.nextToken();
            value(name);
        }
    }

    private void list(String name) throws IOException {
        values.put(name, "");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            values.remove(name);
            value(name + "[" + i + "]");
        }
    }

    private void value(String name) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> map(name + ".");
            case START_ARRAY -> list(name);
            case VALUE_NULL -> values.put(name, "");
            default -> values.put(name, parser.getText());
        }
    }
}
