package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A piece of a channel's history; {@code more} lies beyond its last message. */
public record HistoryPage(List<HistoryMessage> messages, boolean more) {
    static HistoryPage from(JsonNode json, String channel) {
        return new HistoryPage(
                Json.list(json, "messages", item -> HistoryMessage.from(item, channel)),
                json.path("more").asBoolean());
    }
}
