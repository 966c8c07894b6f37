package chat.palaver.check.invariant;

import java.time.Duration;

/**
 * How logs moved.
 *
 * @param asked how often the log of a group was asked to lie elsewhere
 * @param shown how often the API said that it did
 * @param passed moves with records on both sides, as the positions tell
 * @param answered the longest that a send took to be answered that was the first of its stretch, or
 *     was under way when that was answered; left out are sends whose connection was lost, and such
 *     with ids of long ago, which wait for the sink
 * @param delivered the longest that a device waited for the first answered message of a stretch
 */
public record MoveReport(long asked, long shown, long passed, Longest answered, Longest delivered) {
    /**
     * A longest time.
     *
     * @param quiet with no fault at work or shortly before
     * @param disturbed with one
     */
    public record Longest(Duration quiet, Duration disturbed) {}
}
