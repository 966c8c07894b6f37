package chat.palaver.schemas.frames;

import chat.palaver.schemas.Ids;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * Reads the JSON text frames of clients. Strict in form (one object, no rest, no lone surrogates),
 * lenient in content (unknown fields are skipped). Thread-safe.
 */
public final class ClientFrameReader {
    private final JsonFactory factory;

    /** A reader with the limits of {@link Limits}. */
    public ClientFrameReader() {
        StreamReadConstraints constraints =
                StreamReadConstraints.builder()
                        .maxNestingDepth(Limits.NESTING)
                        .maxNumberLength(64)
                        .maxNameLength(256)
                        .build();
        factory =
                JsonFactory.builder()
                        .streamReadConstraints(constraints)
                        // Client-chosen field names must not fill a table shared by everybody.
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build();
    }

    /**
     * Reads one frame.
     *
     * @throws FrameException {@code bad_frame}, {@code unknown_type}, {@code text_empty}, {@code
     *     text_too_long} or {@code too_many_watched}
     */
    public ClientFrame read(String json) throws FrameException {
        FrameFields fields = fields(json);
        String type = fields.text("type");
        String id = fields.id();
        return switch (type) {
            case "hello" ->
                    new ClientFrame.Hello(id, fields.text("token"), fields.positions("resume"));
            case "send" -> send(fields);
            case "read" ->
                    new ClientFrame.Read(id, fields.text("channel"), fields.position("position"));
            case "watch" -> new ClientFrame.Watch(id, fields.users());
            case "unwatch" -> new ClientFrame.Unwatch(id, fields.users());
            case "state" -> new ClientFrame.State(id, fields.flag("active"));
            case "ping" -> new ClientFrame.Ping(id, fields.optionalLong("n"));
            default -> throw fields.error(ErrorCode.UNKNOWN_TYPE, "unknown frame type");
        };
    }

    private FrameFields fields(String json) throws FrameException {
        try (JsonParser parser = factory.createParser(json)) {
            return FrameFields.read(parser);
        } catch (IOException e) {
            throw new FrameException(ErrorCode.BAD_FRAME, "not well-formed JSON", null);
        }
    }

    private static ClientFrame.Send send(FrameFields fields) throws FrameException {
        String id = fields.text("id");
        if (!Ids.isMessageId(id)) {
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
}
