package chat.palaver.client.chat;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.Positions;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of an earlier message.
 *
 * @param target the position of the message
 * @param text the new text, of an edit
 * @param emoji of a reaction, which {@code on} says is added or taken back
 */
public record MessageChange(
        Kind kind,
        String channel,
        long position,
        long prev,
        String id,
        String sender,
        long target,
        Optional<Instant> time,
        String text,
        String emoji,
        boolean on) {

    /** Which change. */
    public enum Kind {
        EDITED,
        DELETED,
        REACTED
    }

    static MessageChange from(Kind kind, Frame frame, long position, long prev) {
        return new MessageChange(
                kind,
                frame.string("channel"),
                position,
                prev,
                frame.string("id"),
                frame.string("sender"),
                frame.position("target").orElse(Positions.NONE),
                Times.of(frame, "time"),
                frame.string("text"),
                frame.string("emoji"),
                frame.flag("on"));
    }

    @Override
    public String toString() {
        return "MessageChange[" + kind + " " + channel + " " + position + "]";
    }
}
