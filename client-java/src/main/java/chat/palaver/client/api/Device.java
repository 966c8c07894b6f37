package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;

/** One login of the caller; {@code current} is the one asking. */
public record Device(String deviceId, String name, String platform, boolean current) {
    static Device from(JsonNode json) {
        return new Device(
                Json.required(json, "deviceId"),
                Json.text(json, "name"),
                Json.text(json, "platform"),
                json.path("current").asBoolean());
    }
}
