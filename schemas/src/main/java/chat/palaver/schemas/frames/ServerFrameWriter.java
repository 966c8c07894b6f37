package chat.palaver.schemas.frames;

import chat.palaver.schemas.Position;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes server frames as JSON in UTF-8, {@code type} first. Thread-safe. */
public final class ServerFrameWriter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonFactory factory = new JsonFactory();

    /** RFC 3339 in UTC with milliseconds. */
    public static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /** The frame's bytes. */
    public byte[] write(ServerFrame frame) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = factory.createGenerator(bytes)) {
                json.writeStartObject();
                fields(json, frame);
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    private static void fields(JsonGenerator json, ServerFrame frame) throws IOException {
        if (frame instanceof ServerFrame.Message message) {
            message(json, message);
        } else if (frame instanceof ServerFrame.Sent sent) {
            sent(json, sent);
        } else if (frame instanceof ServerFrame.Channel channel) {
            channel(json, channel);
        } else if (frame instanceof ServerFrame.CaughtUp caughtUp) {
            json.writeStringField("type", "caughtUp");
            json.writeStringField("channel", caughtUp.channel());
            json.writeStringField("position", Position.format(caughtUp.position()));
        } else if (frame instanceof ServerFrame.Read read) {
            json.writeStringField("type", "read");
            json.writeStringField("channel", read.channel());
            json.writeStringField("user", read.user());
            json.writeStringField("position", Position.format(read.position()));
        } else if (frame instanceof ServerFrame.Presence presence) {
            presence(json, presence);
        } else if (frame instanceof ServerFrame.Pong pong) {
            json.writeStringField("type", "pong");
            if (pong.n() != null) {
                json.writeNumberField("n", pong.n());
            }
        } else if (frame instanceof ServerFrame.Failure failure) {
            failure(json, failure);
        } else if (frame instanceof ServerFrame.Reconnect reconnect) {
            json.writeStringField("type", "reconnect");
            json.writeNumberField("afterMs", reconnect.afterMs());
            optional(json, "url", reconnect.url());
        } else if (frame instanceof ServerFrame.Welcome welcome) {
            welcome(json, welcome);
        }
    }

    private static void message(JsonGenerator json, ServerFrame.Message message)
            throws IOException {
        json.writeStringField("type", "message");
        json.writeStringField("channel", message.channel());
        json.writeStringField("position", Position.format(message.position()));
        json.writeStringField("prev", Position.format(message.prev()));
        json.writeStringField("id", message.id());
        json.writeStringField("sender", message.sender());
        json.writeStringField("text", message.text());
        json.writeStringField("time", time(message.time()));
        if (message.replyTo() != Position.NONE) {
            json.writeStringField("replyTo", Position.format(message.replyTo()));
        }
    }

    private static void sent(JsonGenerator json, ServerFrame.Sent sent) throws IOException {
        json.writeStringField("type", "sent");
        json.writeStringField("id", sent.id());
        json.writeStringField("channel", sent.channel());
        json.writeStringField("position", Position.format(sent.position()));
        json.writeStringField("time", time(sent.time()));
        if (sent.duplicate()) {
            json.writeBooleanField("duplicate", true);
        }
    }

    private static void channel(JsonGenerator json, ServerFrame.Channel channel)
            throws IOException {
        json.writeStringField("type", "channel");
        json.writeStringField("channelId", channel.channelId());
        json.writeStringField("kind", channel.kind());
        json.writeStringField("title", channel.title());
        optional(json, "role", channel.role());
        json.writeStringField("reason", channel.reason());
        if (channel.left()) {
            json.writeBooleanField("left", true);
        }
        optional(json, "user", channel.user());
        optional(json, "sender", channel.sender());
        json.writeStringField("position", Position.format(channel.position()));
        json.writeStringField("prev", Position.format(channel.prev()));
        json.writeStringField("time", time(channel.time()));
    }

    private static void presence(JsonGenerator json, ServerFrame.Presence presence)
            throws IOException {
        json.writeStringField("type", "presence");
        json.writeStringField("user", presence.user());
        json.writeStringField("status", presence.status());
        if (presence.lastSeen() > 0) {
            json.writeStringField("lastSeen", time(presence.lastSeen()));
        }
    }

    private static void failure(JsonGenerator json, ServerFrame.Failure failure)
            throws IOException {
        json.writeStringField("type", "error");
        json.writeStringField("code", failure.code().wireName());
        json.writeStringField("detail", failure.detail());
        optional(json, "id", failure.id());
        if (failure.retryAfterMs() > 0) {
            json.writeNumberField("retryAfterMs", failure.retryAfterMs());
        }
    }

    private static void welcome(JsonGenerator json, ServerFrame.Welcome welcome)
            throws IOException {
        json.writeStringField("type", "welcome");
        json.writeStringField("session", welcome.session());
        json.writeStringField("edge", welcome.edge());
        json.writeStringField("userId", welcome.userId());
        json.writeStringField("deviceId", welcome.deviceId());
        json.writeStringField("time", time(welcome.time()));
        json.writeNumberField("heartbeatSeconds", welcome.heartbeatSeconds());
        json.writeObjectFieldStart("limits");
        json.writeNumberField("textCodePoints", Limits.TEXT_CODE_POINTS);
        json.writeNumberField("frameBytes", Limits.FRAME_BYTES);
        json.writeNumberField("watchedUsers", Limits.WATCHED_USERS);
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
