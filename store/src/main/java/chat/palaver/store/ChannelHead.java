package chat.palaver.store;

/**
 * The last message of a channel.
 *
 * @param timeMillis its log-append time, milliseconds since the epoch
 * @param preview the beginning of its text
 */
public record ChannelHead(
        String channelId, long position, long timeMillis, String sender, String preview) {
    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "ChannelHead[" + channelId + ", " + position + "]";
    }
}
