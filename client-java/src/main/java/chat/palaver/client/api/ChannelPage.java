package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** A piece of the caller's feed, latest activity first; the cursor leads to the next one. */
public record ChannelPage(List<Channel> channels, Optional<String> cursor) {
    static ChannelPage from(JsonNode json) {
        return new ChannelPage(
                Json.list(json, "channels", Channel::from), Json.optional(json, "cursor"));
    }
}
