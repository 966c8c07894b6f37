package chat.palaver.schemas.fold;

import java.time.Duration;

/**
 * Where a channel's owner wants its log to lie. Where it does lie is told by the epoch.
 *
 * @param own in a topic of its own
 * @param retention how long an own log is kept; zero for ever
 */
public record LogChoice(boolean own, Duration retention) {
    /** Nothing was asked for. */
    public static final LogChoice SHARED = new LogChoice(false, Duration.ZERO);

    static LogChoice of(boolean own, long retentionMillis) {
        return new LogChoice(own, Duration.ofMillis(Math.max(0, retentionMillis)));
    }
}
