package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/**
 * A login: the short-lived token that calls carry and the one, good once, that renews it.
 *
 * @param expiresAt by this process's clock, from the moment the answer came
 */
public record Tokens(
        String userId,
        String deviceId,
        String accessToken,
        Instant expiresAt,
        String refreshToken) {

    static Tokens from(JsonNode json, Instant now) {
        return new Tokens(
                Json.required(json, "userId"),
                Json.required(json, "deviceId"),
                Json.required(json, "accessToken"),
                now.plus(Duration.ofSeconds(json.path("expiresIn").asLong())),
                Json.required(json, "refreshToken"));
    }

    /** Secrets stay out of logs. */
    @Override
    public String toString() {
        return "Tokens[" + userId + ", " + deviceId + ", expires " + expiresAt + "]";
    }
}
