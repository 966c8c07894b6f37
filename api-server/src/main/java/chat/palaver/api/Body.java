package chat.palaver.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JSON object in a request, read field by field with the field to blame at hand. */
final class Body {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonNode json;

    private Body(JsonNode json) {
        this.json = json;
    }

    /** An absent body is an empty object. */
    static Body of(Context context) {
        String text = context.body();
        try {
            JsonNode json = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
            if (!json.isObject()) {
                throw Problem.invalid("", "a JSON object is expected");
            }
            return new Body(json);
        } catch (JsonProcessingException e) {
            throw Problem.invalid("", "not JSON");
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    boolean has(String field) {
        return json.has(field);
    }

    String text(String field) {
        return optional(field).orElseThrow(() -> Problem.invalid(field, "is missing"));
    }

    String text(String field, int min, int max) {
        String text = text(field);
        int length = text.codePointCount(0, text.length());
        if (length < min || length > max) {
            throw Problem.invalid(field, min + " to " + max + " characters");
        }
        return text;
    }

    /** Empty if absent or null. */
    Optional<String> optional(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Problem.invalid(field, "must be a string");
        }
        return Optional.of(encodable(field, value.textValue()));
    }

    /** Empty if absent, null or an empty string. */
    Optional<String> optional(String field, int max) {
        Optional<String> text = optional(field).filter(value -> !value.isEmpty());
        if (text.isPresent() && text.get().codePointCount(0, text.get().length()) > max) {
            throw Problem.invalid(field, "at most " + max + " characters");
        }
        return text;
    }

    /** Empty if absent. */
    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        JsonNode values = json.path(field);
        if (!values.isMissingNode() && !values.isNull() && !values.isArray()) {
            throw Problem.invalid(field, "must be a list");
        }
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw Problem.invalid(field, "must hold strings");
            }
            texts.add(encodable(field, value.textValue()));
        }
        return texts;
    }

    /** A lone surrogate has no UTF-8 form: the store refuses it, a hash takes it for another. */
    private static String encodable(String field, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Problem.invalid(field, "a lone surrogate");
        }
        return text;
    }

    Body child(String field) {
        JsonNode value = json.path(field);
        if (!value.isObject()) {
            throw Problem.invalid(field, "must be an object");
        }
        return new Body(value);
    }
}
