package chat.palaver.schemas.fold;

/**
 * A sender's message id that was kept.
 *
 * @param sender user id
 * @param id the client's message id
 * @param position where the first copy stands
 * @param time its log-append time, milliseconds since the epoch
 */
public record KeptId(String sender, String id, long position, long time) {}
