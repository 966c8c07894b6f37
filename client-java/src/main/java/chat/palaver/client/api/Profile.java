package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A user as the caller may see him; the last three are his own unless he shares them. */
public record Profile(
        String userId,
        String username,
        String displayName,
        Optional<String> email,
        Optional<String> birthDate,
        Optional<String> location) {

    static Profile from(JsonNode json) {
        String username = Json.required(json, "username");
        return new Profile(
                Json.required(json, "userId"),
                username,
                Json.optional(json, "displayName").filter(name -> !name.isEmpty()).orElse(username),
                Json.optional(json, "email"),
                Json.optional(json, "birthDate"),
                Json.optional(json, "location"));
    }
}
