package chat.palaver.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How old the oldest record is that is not yet in the tables: in time, since that is what the
 * retention of the log and the patience of users are measured in. It grows by itself while nothing
 * moves. Thread-safe.
 */
final class Lag {
    private final Clock clock;
    private final Map<String, Long> oldest = new ConcurrentHashMap<>();

    Lag(Clock clock) {
        this.clock = clock;
    }

    /**
     * Notes that a record waits.
     *
     * @param time its log-append time, milliseconds since the epoch
     */
    void waiting(String partition, long time) {
        oldest.put(partition, time);
    }

    /** Everything there is has been written, or the partition is somebody else's. */
    void none(String partition) {
        oldest.remove(partition);
    }

    /** By partition; those with nothing to do are not named. */
    Map<String, Double> seconds() {
        long now = clock.millis();
        Map<String, Double> all = new TreeMap<>();
        oldest.forEach((partition, time) -> all.put(partition, Math.max(0, now - time) / 1000.0));
        return all;
    }

    /** The longest of all. */
    Duration most() {
        long now = clock.millis();
        long most = oldest.values().stream().mapToLong(time -> now - time).max().orElse(0);
        return Duration.ofMillis(Math.max(0, most));
    }
}
