package chat.palaver.check.invariant;

import java.time.Duration;
import java.util.Optional;

/**
 * What one fault did.
 *
 * @param acknowledged sends answered while it was at work and until everything had settled
 * @param lost of these, those that are not in the final history
 * @param unanswered attempts on connections that held which got no answer, or {@code unavailable}
 * @param undeliveredMost deliveries owed to connected devices, at the worst moment
 * @param longestWait from the answer of a message to its delivery to a member's device, connected
 *     or thrown out, at worst: how long people noticed
 * @param faulty how long it was at work
 * @param timeToNone from its healing until everything answered was delivered; empty if never
 * @param errorWindow from the first to the last of the unanswered attempts
 */
public record FaultReport(
        String fault,
        String target,
        long acknowledged,
        long lost,
        long unanswered,
        long undeliveredMost,
        Duration longestWait,
        Duration faulty,
        Optional<Duration> timeToNone,
        Duration errorWindow) {}
