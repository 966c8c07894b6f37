package chat.palaver.client.chat;

import java.time.Instant;
import java.util.Optional;

/**
 * A send, edit, deletion or reaction that is durable.
 *
 * @param duplicate whether an earlier attempt had already landed
 */
public record Sent(
        String id, String channel, long position, Optional<Instant> time, boolean duplicate) {}
