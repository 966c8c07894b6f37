package chat.palaver.kit.config;

import java.time.Duration;

/** What every service's configuration record has. */
public interface ServiceConfig {
    /** Longest time from a SIGTERM to the exit; what is not drained by then is cut off. */
    Duration DRAIN_LIMIT = Duration.ofSeconds(25);

    AdminConfig admin();

    default Duration drainLimit() {
        return DRAIN_LIMIT;
    }
}
