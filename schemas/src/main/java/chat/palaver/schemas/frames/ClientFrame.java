package chat.palaver.schemas.frames;

import java.util.List;
import java.util.Map;

/** What a client says to an edge. */
public sealed interface ClientFrame {
    /** What the client calls this frame in answers, or null. */
    String id();

    /**
     * Authenticates; must be the first frame.
     *
     * @param token access token
     * @param resume channel id to the last position the client has
     */
    record Hello(String id, String token, Map<String, Long> resume) implements ClientFrame {}

    /**
     * A message.
     *
     * @param id 1-64 characters
     * @param channel channel id, as the client wrote it
     * @param text 1-100,000 code points
     * @param replyTo position answered, 0 for none
     */
    record Send(String id, String channel, String text, long replyTo) implements ClientFrame {}

    /** Read up to here. */
    record Read(String id, String channel, long position) implements ClientFrame {}

    /** Presence wanted. */
    record Watch(String id, List<String> users) implements ClientFrame {}

    /** Presence no longer wanted. */
    record Unwatch(String id, List<String> users) implements ClientFrame {}

    /** In front of the app, or idle. */
    record State(String id, boolean active) implements ClientFrame {}

    /**
     * Heartbeat.
     *
     * @param n as the client numbered it, or null
     */
    record Ping(String id, Long n) implements ClientFrame {}
}
