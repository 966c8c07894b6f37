package chat.palaver.schemas.frames;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the JSON text frames of clients. Strict in form (one object, no rest, no lone surrogates),
 * lenient in content (unknown fields are ignored). Thread-safe.
 */
public final class ClientFrameReader {
    private final ObjectReader reader;

    /** A reader with the limits of {@link Limits}. */
    public ClientFrameReader() {
        StreamReadConstraints constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(Limits.NESTING)
                        .maxNumberLength(64)
                        .maxNameLength(256)
                        .build();
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        // Client-chosen field names must not fill a table shared by everybody.
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
        ObjectMapper mapper =
                JsonMapper.builder(factory)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
        reader = mapper.readerFor(JsonNode.class);
    }

    /**
     * Reads one frame.
     *
     * @throws FrameException {@code bad_frame}, {@code unknown_type}, {@code text_empty}, {@code
     *     text_too_long} or {@code too_many_watched}
     */
    public ClientFrame read(String json) throws FrameException {
        Fields fields = new Fields(parse(json));
        String type = fields.text("type");
        return switch (type) {
            case "hello" -> new ClientFrame.Hello(fields.text("token"), fields.positions("resume"));
            case "send" -> send(fields);
            case "read" ->
                    new ClientFrame.Read(fields.text("channel"), fields.position("position"));
            case "watch" -> new ClientFrame.Watch(fields.users());
            case "unwatch" -> new ClientFrame.Unwatch(fields.users());
            case "state" -> new ClientFrame.State(fields.flag("active"));
            case "ping" -> new ClientFrame.Ping(fields.optionalLong("n"));
            default -> throw fields.error(ErrorCode.UNKNOWN_TYPE, "unknown frame type");
        };
    }

    private static ClientFrame.Send send(Fields fields) throws FrameException {
        String id = fields.text("id");
        if (id.isEmpty() || id.length() > Ids.MAX_MESSAGE_ID_LENGTH) {
            throw fields.error(ErrorCode.BAD_FRAME, "id must have 1 to 64 characters");
        }
        String channel = fields.text("channel");
        String text = fields.text("text");
        if (text.isEmpty()) {
            throw fields.error(ErrorCode.TEXT_EMPTY, "text is empty");
        }
        if (text.length() > Limits.TEXT_CODE_POINTS
                && text.codePointCount(0, text.length()) > Limits.TEXT_CODE_POINTS) {
            throw fields.error(
                    ErrorCode.TEXT_TOO_LONG, "text has more than 100,000 Unicode code points");
        }
        return new ClientFrame.Send(id, channel, text, fields.optionalPosition("replyTo"));
    }

    private JsonNode parse(String json) throws FrameException {
        JsonNode node;
        try (JsonParser parser = reader.createParser(json)) {
            node = reader.readTree(parser);
        } catch (IOException e) {
            throw new FrameException(ErrorCode.BAD_FRAME, "not well-formed JSON", null);
        }
        if (node == null || !node.isObject()) {
            throw new FrameException(ErrorCode.BAD_FRAME, "not a JSON object", null);
        }
        return node;
    }

    /** The fields of one frame, each read with its rule. */
    private static final class Fields {
        private final JsonNode node;
        private final String id;

        Fields(JsonNode node) {
            this.node = node;
            JsonNode named = node.get("id");
            this.id =
                    named != null
                                    && named.isTextual()
                                    && named.textValue().length() <= Ids.MAX_MESSAGE_ID_LENGTH
                                    && isWellFormed(named.textValue())
                            ? named.textValue()
                            : null;
        }

        FrameException error(ErrorCode code, String detail) {
            return new FrameException(code, detail, id);
        }

        String text(String name) throws FrameException {
            JsonNode value = node.get(name);
            if (value == null || !value.isTextual()) {
                throw error(ErrorCode.BAD_FRAME, name + " must be a string");
            }
            String text = value.textValue();
            if (!isWellFormed(text)) {
                throw error(ErrorCode.BAD_FRAME, name + " has a lone surrogate");
            }
            return text;
        }

        boolean flag(String name) throws FrameException {
            JsonNode value = node.get(name);
            if (value == null || !value.isBoolean()) {
                throw error(ErrorCode.BAD_FRAME, name + " must be true or false");
            }
            return value.booleanValue();
        }

        Long optionalLong(String name) throws FrameException {
            JsonNode value = node.get(name);
            if (value == null || value.isNull()) {
                return null;
            }
            if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
                throw error(ErrorCode.BAD_FRAME, name + " must be an integer");
            }
            return value.longValue();
        }

        long position(String name) throws FrameException {
            return position(name, node.get(name));
        }

        long optionalPosition(String name) throws FrameException {
            JsonNode value = node.get(name);
            return value == null || value.isNull() ? Position.NONE : position(name, value);
        }

        Map<String, Long> positions(String name) throws FrameException {
            JsonNode value = node.get(name);
            if (value == null || value.isNull()) {
                return Map.of();
            }
            if (!value.isObject()) {
                throw error(ErrorCode.BAD_FRAME, name + " must be an object");
            }
            Map<String, Long> positions = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                positions.put(entry.getKey(), position(name, entry.getValue()));
            }
            return positions;
        }

        List<String> users() throws FrameException {
            JsonNode value = node.get("users");
            if (value == null || !value.isArray()) {
                throw error(ErrorCode.BAD_FRAME, "users must be a list");
            }
            if (value.size() > Limits.WATCHED_USERS) {
                throw error(ErrorCode.TOO_MANY_WATCHED, "at most 500 users at a time");
            }
            List<String> users = new ArrayList<>(value.size());
            for (JsonNode user : value) {
                if (!user.isTextual() || !Ids.isUser(user.textValue())) {
                    throw error(ErrorCode.BAD_FRAME, "users must be user ids");
                }
                users.add(user.textValue());
            }
            return users;
        }

        private long position(String name, JsonNode value) throws FrameException {
            if (value != null && value.isTextual()) {
                try {
                    return Position.parse(value.textValue());
                } catch (IllegalArgumentException e) {
                    // Answered below, as for every other form.
                }
            }
            throw error(ErrorCode.BAD_FRAME, name + " must hold a position as a decimal string");
        }

        private static boolean isWellFormed(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isHighSurrogate(c)) {
                    i++;
                    if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                        return false;
                    }
                } else if (Character.isLowSurrogate(c)) {
                    return false;
                }
            }
            return true;
        }
    }
}
