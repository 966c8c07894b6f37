package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads the protocol's JSON into values. By hand rather than by binding: what is missing in an
 * answer has to become an {@link ApiException}, what is unknown has to be ignored, and records of
 * the API should not depend on annotations.
 */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode parse(byte[] body) throws IOException {
        return MAPPER.readTree(body);
    }

    static String required(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isValueNode() || value.isNull()) {
            throw ApiException.unreadable(0, "the answer lacks " + field);
        }
        return value.asText();
    }

    static Optional<String> optional(JsonNode json, String field) {
        return json.hasNonNull(field) ? Optional.of(json.get(field).asText()) : Optional.empty();
    }

    static String text(JsonNode json, String field) {
        return json.path(field).asText("");
    }

    static long position(JsonNode json, String field) {
        return optionalPosition(json, field)
                .orElseThrow(() -> ApiException.unreadable(0, "the answer lacks " + field));
    }

    static OptionalLong optionalPosition(JsonNode json, String field) {
        return chat.palaver.client.socket.Positions.parse(json.path(field).asText(""));
    }

    static Optional<Instant> time(JsonNode json, String field) {
        try {
            return optional(json, field).map(Instant::parse);
        } catch (DateTimeException e) {
            throw ApiException.unreadable(0, field + " is not a time");
        }
    }

    static <T> List<T> list(JsonNode json, String field, Function<JsonNode, T> each) {
        List<T> values = new ArrayList<>();
        json.path(field).forEach(item -> values.add(each.apply(item)));
        return List.copyOf(values);
    }

    static void putUnlessNull(ObjectNode json, String field, String value) {
        if (value != null) {
            json.put(field, value);
        }
    }
}
