package chat.palaver.client.api;

import chat.palaver.client.socket.Positions;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A channel as the caller sees it.
 *
 * @param kind {@code direct} or {@code group}
 * @param log where its log lies now, {@code shared} or {@code own}
 * @param role the caller's: {@code owner}, {@code admin} or that of a plain member
 * @param members how many there are
 * @param head its last message
 * @param unread counted up to 100
 */
public record Channel(
        String channelId,
        String kind,
        String title,
        String log,
        String role,
        int members,
        Optional<Head> head,
        int unread,
        long readPosition) {

    /** The last message of a channel, for lists. */
    public record Head(long position, Optional<Instant> time, String sender, String preview) {
        static Head from(JsonNode json) {
            return new Head(
                    Json.position(json, "position"),
                    Json.time(json, "time"),
                    Json.text(json, "sender"),
                    Json.text(json, "preview"));
        }

        @Override
        public String toString() {
            return "Head[" + position + "]";
        }
    }

    static Channel from(JsonNode json) {
        return new Channel(
                Json.required(json, "channelId"),
                Json.text(json, "kind"),
                Json.text(json, "title"),
                Json.text(json, "log"),
                Json.text(json, "role"),
                json.path("members").asInt(),
                json.path("head").isObject()
                        ? Optional.of(Head.from(json.path("head")))
                        : Optional.empty(),
                json.path("unread").asInt(),
                Json.optionalPosition(json, "readPosition").orElse(Positions.NONE));
    }

    public boolean isDirect() {
        return kind.equals("direct");
    }
}
