package chat.palaver.client.chat;

import chat.palaver.client.socket.Frame;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A message, live or resumed. */
public record ChatMessage(
        String channel,
        long position,
        long prev,
        String id,
        String sender,
        String text,
        Optional<Instant> time,
        OptionalLong replyTo) {

    static ChatMessage from(Frame frame, long position, long prev) {
        return new ChatMessage(
                frame.string("channel"),
                position,
                prev,
                frame.string("id"),
                frame.string("sender"),
                frame.string("text"),
                Times.of(frame, "time"),
                frame.position("replyTo"));
    }

    /** Without the text, so that it cannot slip into a log. */
    @Override
    public String toString() {
        return "ChatMessage[" + channel + " " + position + " " + id + "]";
    }
}
