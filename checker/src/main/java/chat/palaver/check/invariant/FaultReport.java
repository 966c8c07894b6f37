package chat.palaver.check.invariant;

import java.time.Duration;
import java.util.Optional;

/**
 * What one fault did.
 *
 * @param acknowledged sends answered while it was at work and until everything had settled
 * @param lost of these, those that are not in the final history
 * @param unanswered attempts that got no answer, or {@code unavailable}
 * @param undeliveredMost deliveries owed to connected devices, at the worst moment
 * @param faulty how long it was at work
 * @param timeToNone from its healing until everything answered was delivered; empty if never
 * @param errorWindow from the first to the last attempt that got no answer
 */
public record FaultReport(
        String fault,
        String target,
        long acknowledged,
        long lost,
        long unanswered,
        long undeliveredMost,
        Duration faulty,
        Optional<Duration> timeToNone,
        Duration errorWindow) {}
