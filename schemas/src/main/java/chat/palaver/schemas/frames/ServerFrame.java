package chat.palaver.schemas.frames;

import java.util.Optional;

/** What an edge says to a client. Times are milliseconds since the epoch. */
public sealed interface ServerFrame {
    /** Answers {@code hello}. */
    record Welcome(
            String session,
            String edge,
            String userId,
            String deviceId,
            long time,
            int heartbeatSeconds)
            implements ServerFrame {}

    /** A message, to every session of every member. */
    record Message(
            String channel,
            long position,
            long prev,
            String id,
            String sender,
            String text,
            long time,
            long replyTo)
            implements ServerFrame {}

    /**
     * Membership or title changed.
     *
     * @param kind {@code direct} or {@code group}
     * @param role the receiver's own role, or null when he is no longer a member
     * @param reason why
     * @param user whom it concerns, or null for a change of the channel itself
     * @param sender who did it
     */
    record Channel(
            String channelId,
            String kind,
            String title,
            String role,
            String reason,
            String user,
            String sender,
            long position,
            long prev,
            long time)
            implements ServerFrame {
        /** No longer a member. */
        public boolean left() {
            return role == null;
        }
    }

    /** A send is durable. */
    record Sent(String id, String channel, long position, long time, boolean duplicate)
            implements ServerFrame {}

    /** Everything up to here has been delivered; what follows is live. */
    record CaughtUp(String channel, long position) implements ServerFrame {}

    /** A member has read up to here. */
    record Read(String channel, String user, long position) implements ServerFrame {}

    /**
     * Presence of a watched user.
     *
     * @param status {@code online}, {@code idle} or {@code offline}
     * @param lastSeen 0 if never
     */
    record Presence(String user, String status, long lastSeen) implements ServerFrame {}

    /**
     * Answers {@code ping}.
     *
     * @param n as it came, or null
     */
    record Pong(Long n) implements ServerFrame {}

    /**
     * The edge is draining.
     *
     * @param url where to go, or null
     */
    record Reconnect(long afterMs, String url) implements ServerFrame {}

    /**
     * One frame was refused.
     *
     * @param id of the refused frame, or null
     * @param retryAfterMs 0 for none
     */
    record Failure(ErrorCode code, String detail, String id, long retryAfterMs)
            implements ServerFrame {
        /** As the reader refused it. */
        public static Failure of(FrameException e) {
            Optional<String> id = e.id();
            return new Failure(e.code(), e.getMessage(), id.orElse(null), 0);
        }
    }
}
