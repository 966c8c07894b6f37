package chat.palaver.check.invariant;

import java.time.Duration;

/**
 * What a history amounts to.
 *
 * @param sends different messages sent
 * @param attempts how often, repeats included
 * @param elsewhere of the sends, those that were tried through more than one edge
 * @param acknowledged answered {@code sent}
 * @param lost answered, and not in the final history
 * @param doubled messages with two positions, and records that came twice to a device
 * @param outOfOrder records that came after a later one, and messages that stand before what had
 *     been answered before they were sent
 * @param refused sends of which nothing was appended
 * @param unknown sends that never got an answer
 * @param unknownAppeared of these, those that are in the history
 * @param deliveries records received by devices
 * @param records of all channels, changes included
 * @param undeliveredMost deliveries owed to connected devices, at the worst moment
 * @param presenceCompared how often presence was held against the truth
 * @param answerMedian from the first attempt to the answer
 * @param answer99 of all answers, 99 % were faster
 * @param span of the whole history
 */
public record Figures(
        long sends,
        long attempts,
        long elsewhere,
        long acknowledged,
        long lost,
        long doubled,
        long outOfOrder,
        long refused,
        long unknown,
        long unknownAppeared,
        long deliveries,
        long records,
        long undeliveredMost,
        long presenceCompared,
        Duration answerMedian,
        Duration answer99,
        Duration span) {}
