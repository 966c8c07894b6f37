package chat.palaver.client.chat;

import java.util.concurrent.CompletableFuture;

/**
 * One command on its way into a channel.
 *
 * @param frame its JSON, the same for every attempt
 * @param deadlineNanos when it is given up, by {@link System#nanoTime()}
 */
record Outgoing(
        String id,
        String channel,
        String frame,
        long deadlineNanos,
        CompletableFuture<Sent> answer) {
    @Override
    public String toString() {
        return "Outgoing[" + channel + " " + id + "]";
    }
}
