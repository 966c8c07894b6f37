package chat.palaver.store;

/**
 * A kept record without its body, for those who go over many and need no text.
 *
 * @param timeMillis its log-append time, milliseconds since the epoch
 * @param kind as in {@link MessageRow}
 */
public record MessageKey(long position, String sender, String id, long timeMillis, int kind) {}
