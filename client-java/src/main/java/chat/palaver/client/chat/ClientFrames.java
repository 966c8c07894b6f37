package chat.palaver.client.chat;

import chat.palaver.client.socket.Positions;
import chat.palaver.client.socket.RawSession;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/** The frames a client sends, as JSON. */
final class ClientFrames {
    private ClientFrames() {}

    static String hello(String token, Map<String, Long> resume) {
        ObjectNode frame = RawSession.frame("hello").put("token", token);
        if (!resume.isEmpty()) {
            ObjectNode positions = frame.putObject("resume");
            resume.forEach((channel, p) -> positions.put(channel, Positions.format(p)));
        }
        return frame.toString();
    }

    static String send(String id, String channel, String text, OptionalLong replyTo) {
        ObjectNode frame = command("send", id, channel).put("text", text);
        replyTo.ifPresent(position -> frame.put("replyTo", Positions.format(position)));
        return frame.toString();
    }

    static String edit(String id, String channel, long target, String text) {
        return command("edit", id, channel)
                .put("target", Positions.format(target))
                .put("text", text)
                .toString();
    }

    static String delete(String id, String channel, long target) {
        return command("delete", id, channel).put("target", Positions.format(target)).toString();
    }

    static String react(String id, String channel, long target, String emoji, boolean on) {
        return command("react", id, channel)
                .put("target", Positions.format(target))
                .put("emoji", emoji)
                .put("on", on)
                .toString();
    }

    private static ObjectNode command(String type, String id, String channel) {
        return RawSession.frame(type).put("id", id).put("channel", channel);
    }

    static String read(String channel, long position) {
        return RawSession.frame("read")
                .put("channel", channel)
                .put("position", Positions.format(position))
                .toString();
    }

    static String typing(String channel, boolean on) {
        return RawSession.frame("typing").put("channel", channel).put("on", on).toString();
    }

    static String watch(Collection<String> users) {
        return users("watch", users);
    }

    static String unwatch(Collection<String> users) {
        return users("unwatch", users);
    }

    private static String users(String type, Collection<String> users) {
        ObjectNode frame = RawSession.frame(type);
        users.forEach(frame.putArray("users")::add);
        return frame.toString();
    }

    static String state(boolean active) {
        return RawSession.frame("state").put("active", active).toString();
    }

    static String ping() {
        return RawSession.frame("ping").toString();
    }
}
