package chat.palaver.client.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.OptionalLong;

/**
 * One text frame as it arrived, with the moment it did.
 *
 * <p>A load generator holds thousands of connections and looks at the type of most frames only, so
 * the type is read from the head of the text and the JSON is parsed when somebody asks for it. What
 * is not a JSON object has the empty type and no fields: the protocol says to ignore what one does
 * not know. Thread-safe: parsing twice gives the same value.
 */
public final class Frame {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE_FIRST = "{\"type\":\"";

    private final String text;
    private final long arrivalNanos;
    private volatile JsonNode parsed;

    public Frame(String text, long arrivalNanos) {
        this.text = text;
        this.arrivalNanos = arrivalNanos;
    }

    /** The frame's JSON as it came. */
    public String text() {
        return text;
    }

    /** When it was complete, by {@link System#nanoTime()}. */
    public long arrivalNanos() {
        return arrivalNanos;
    }

    public String type() {
        if (text.startsWith(TYPE_FIRST)) {
            int end = text.indexOf('"', TYPE_FIRST.length());
            if (end > 0) {
                return text.substring(TYPE_FIRST.length(), end);
            }
        }
        return json().path("type").asText("");
    }

    public boolean is(String type) {
        return type().equals(type);
    }

    /** The whole frame; a missing node when it is not JSON. */
    public JsonNode json() {
        JsonNode known = parsed;
        if (known == null) {
            known = parse(text);
            parsed = known;
        }
        return known;
    }

    /** A field as text, empty when it is absent. */
    public String string(String field) {
        return json().path(field).asText("");
    }

    public boolean has(String field) {
        return json().hasNonNull(field);
    }

    public boolean flag(String field) {
        return json().path(field).asBoolean(false);
    }

    /** A position field; empty when it is absent or not a 63-bit number. */
    public OptionalLong position(String field) {
        return Positions.parse(json().path(field).asText(""));
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public String toString() {
        // Never the text: frames carry what people write to each other.
        return "Frame[" + type() + ", " + text.length() + " chars]";
    }
}
