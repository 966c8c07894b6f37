package chat.palaver.client.chat;

import java.time.Instant;
import java.util.Optional;

/**
 * Presence of a watched user.
 *
 * @param status {@code online}, {@code idle} or {@code offline}
 */
public record Presence(String user, String status, Optional<Instant> lastSeen) {}
