package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;

/** A newly made account. */
public record Account(String userId, String username) {
    static Account from(JsonNode json) {
        return new Account(Json.required(json, "userId"), Json.required(json, "username"));
    }
}
