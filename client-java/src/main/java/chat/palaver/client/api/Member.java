package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;

/** A user in a channel. */
public record Member(String userId, String username, String role) {
    static Member from(JsonNode json) {
        return new Member(
                Json.required(json, "userId"),
                Json.text(json, "username"),
                Json.text(json, "role"));
    }
}
