package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** A chat server as service discovery names it. */
public record Edge(URI url, String region, double load) {
    static Edge from(JsonNode json) {
        return new Edge(
                URI.create(Json.required(json, "url")),
                Json.text(json, "region"),
                json.path("load").asDouble());
    }
}
