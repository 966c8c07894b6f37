package chat.palaver.check.invariant;

import java.util.List;

/**
 * Something a history shows that must not be.
 *
 * @param at when it was seen, in microseconds since the history began
 * @param what in words
 * @param channel where, or null
 * @param device who saw it, or null
 * @param id of the message, or null
 * @param positions the records it is about
 */
public record Violation(
        Invariant invariant,
        long at,
        String what,
        String channel,
        String device,
        String id,
        List<Long> positions) {
    public Violation {
        positions = List.copyOf(positions);
    }
}
