package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message of a channel's history, in its present state. With {@code include=changes} changes of
 * membership, title and log come in the same list; {@link #json} has what they say.
 *
 * @param json the answer's own words, for fields this version does not know
 */
public record HistoryMessage(
        String channel,
        long position,
        String id,
        String sender,
        String text,
        Optional<Instant> time,
        OptionalLong replyTo,
        Optional<Instant> editedAt,
        boolean deleted,
        JsonNode json) {

    static HistoryMessage from(JsonNode json, String channel) {
        return new HistoryMessage(
                Json.optional(json, "channel").orElse(channel),
                Json.position(json, "position"),
                Json.text(json, "id"),
                Json.text(json, "sender"),
                Json.text(json, "text"),
                Json.time(json, "time"),
                Json.optionalPosition(json, "replyTo"),
                Json.time(json, "editedAt"),
                json.path("deleted").asBoolean(false),
                json);
    }

    /** Without the text, so that it cannot slip into a log. */
    @Override
    public String toString() {
        return "HistoryMessage[" + channel + " " + position + " " + id + "]";
    }
}
