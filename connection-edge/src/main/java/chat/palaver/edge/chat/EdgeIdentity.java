package chat.palaver.edge.chat;

/**
 * Who this edge is, for one run of its process.
 *
 * @param id edge id
 * @param incarnation of this start
 * @param slot partition of {@code deliveries} it reads
 */
public record EdgeIdentity(String id, long incarnation, int slot) {}
