package chat.palaver.client.chat;

/**
 * Something is missing in a channel: {@code found} came, or was named as already delivered, and
 * does not follow {@code last}.
 *
 * @param accepted false: the session reconnects and asks for what is missing; true: that did not
 *     bring it, several times, and the session goes on without
 */
public record Gap(String channel, long last, long prev, long found, boolean accepted) {}
