package chat.palaver.schemas.frames;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of one client frame that any frame type knows; all others are skipped as they are
 * read, so that a frame costs no more memory than its text.
 */
final class FrameFields {
    /** Most channels in {@code resume}. */
    static final int MOST_RESUMED = 20_000;

    /** Longest id that an error repeats, in UTF-16 units: longer than any that is valid. */
    private static final int MOST_ECHOED = 1_024;

    private static final Set<String> SCALARS =
            Set.of("type", "id", "token", "channel", "text", "position", "replyTo", "active", "n");

    /** Stands for a value of a form that no field has. */
    private static final Object WRONG = new Object();

    private final Map<String, Object> values = new HashMap<>();
    private String id;

    /**
     * Reads one object, which must be all there is.
     *
     * @throws IOException if it is not well-formed
     * @throws FrameException {@code bad_frame} if it is no object
     */
    static FrameFields read(JsonParser json) throws IOException, FrameException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new FrameException(ErrorCode.BAD_FRAME, "not a JSON object", null);
        }
        FrameFields fields = new FrameFields();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            fields.take(json.currentName(), json);
        }
        if (json.nextToken() != null) {
            throw new FrameException(ErrorCode.BAD_FRAME, "more than one JSON object", null);
        }
        fields.id = fields.usableId();
        return fields;
    }

    private void take(String name, JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (SCALARS.contains(name)) {
            values.put(name, scalar(token, json));
        } else if (name.equals("users")) {
            values.put(name, token == JsonToken.START_ARRAY ? list(json) : wrong(json));
        } else if (name.equals("resume")) {
            values.put(
                    name, token == JsonToken.START_OBJECT ? map(json) : nullOrWrong(token, json));
        } else {
            json.skipChildren();
        }
    }

    private static Object scalar(JsonToken token, JsonParser json) throws IOException {
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT ->
                    json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? WRONG
                            : (Object) json.getLongValue();
            default -> wrong(json);
        };
    }

    private static Object nullOrWrong(JsonToken token, JsonParser json) throws IOException {
        return token == JsonToken.VALUE_NULL ? null : wrong(json);
    }

    private static Object wrong(JsonParser json) throws IOException {
        json.skipChildren();
        return WRONG;
    }

    /** Up to one more than is allowed, so that too many can be told from a wrong form. */
    private static List<Object> list(JsonParser json) throws IOException {
        List<Object> list = new ArrayList<>();
        for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY; t = json.nextToken()) {
            Object value = scalar(t, json);
            if (list.size() <= Limits.WATCHED_USERS) {
                list.add(value == null ? WRONG : value);
            }
        }
        return list;
    }

    private static Object map(JsonParser json) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            Object value = scalar(json.nextToken(), json);
            if (map.size() <= MOST_RESUMED) {
                map.put(name, value == null ? WRONG : value);
            }
        }
        return map.size() > MOST_RESUMED ? WRONG : map;
    }

    private String usableId() {
        Object named = values.get("id");
        return named instanceof String text && text.length() <= MOST_ECHOED && isWellFormed(text)
                ? text
                : null;
    }

    /** The id of the frame, or null if it has none that can be repeated to the client. */
    String id() {
        return id;
    }

    FrameException error(ErrorCode code, String detail) {
        return new FrameException(code, detail, id);
    }

    String text(String name) throws FrameException {
        if (!(values.get(name) instanceof String text)) {
            throw error(ErrorCode.BAD_FRAME, name + " must be a string");
        }
        if (!isWellFormed(text)) {
            throw error(ErrorCode.BAD_FRAME, name + " has a lone surrogate");
        }
        return text;
    }

    boolean flag(String name) throws FrameException {
        if (!(values.get(name) instanceof Boolean flag)) {
            throw error(ErrorCode.BAD_FRAME, name + " must be true or false");
        }
        return flag;
    }

    Long optionalLong(String name) throws FrameException {
        Object value = values.get(name);
        if (value != null && !(value instanceof Long)) {
            throw error(ErrorCode.BAD_FRAME, name + " must be an integer");
        }
        return (Long) value;
    }

    long position(String name) throws FrameException {
        return position(name, values.get(name));
    }

    long optionalPosition(String name) throws FrameException {
        Object value = values.get(name);
        return value == null ? Position.NONE : position(name, value);
    }

    Map<String, Long> positions(String name) throws FrameException {
        Object value = values.get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw error(
                    ErrorCode.BAD_FRAME,
                    name + " must be an object of at most " + MOST_RESUMED + " channels");
        }
        Map<String, Long> positions = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            positions.put((String) entry.getKey(), position(name, entry.getValue()));
        }
        return positions;
    }

    List<String> users() throws FrameException {
        if (!(values.get("users") instanceof List<?> list)) {
            throw error(ErrorCode.BAD_FRAME, "users must be a list");
        }
        if (list.size() > Limits.WATCHED_USERS) {
            throw error(ErrorCode.TOO_MANY_WATCHED, "at most 500 users at a time");
        }
        List<String> users = new ArrayList<>(list.size());
        for (Object user : list) {
            if (!(user instanceof String text) || !Ids.isUser(text)) {
                throw error(ErrorCode.BAD_FRAME, "users must be user ids");
            }
            users.add(text);
        }
        return users;
    }

    private long position(String name, Object value) throws FrameException {
        if (value instanceof String text) {
            try {
                return Position.parse(text);
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
