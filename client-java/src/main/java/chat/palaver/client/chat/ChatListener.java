package chat.palaver.client.chat;

/**
 * What happens in a {@link ChatSession}. All calls come on one thread, in order; while one lasts,
 * the session reads no further than a bounded number of events, so a listener may block for a while
 * but an edge closes those who do for long (the session then resumes). What a listener throws is
 * logged and the next event delivered.
 */
public interface ChatListener {
    default void onMessage(ChatMessage message) {}

    default void onMessageChange(MessageChange change) {}

    default void onChannel(ChannelChange change) {}

    /** Everything up to here has been delivered; what follows is live. */
    default void onCaughtUp(String channel, long position) {}

    default void onRead(String channel, String user, long position) {}

    default void onTyping(String channel, String user, boolean on) {}

    default void onPresence(Presence presence) {}

    default void onConnection(ConnectionState state) {}

    default void onGap(Gap gap) {}

    /** An error of a frame that nobody waits for: a read position, typing, a watch. */
    default void onError(String code, String detail) {}
}
