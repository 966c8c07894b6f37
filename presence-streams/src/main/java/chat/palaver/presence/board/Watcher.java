package chat.palaver.presence.board;

/**
 * Where the presence of a user is told: one start of an edge.
 *
 * @param slot partition of {@code deliveries} in which it reads
 */
public record Watcher(String edge, long incarnation, int slot) {}
