package chat.palaver.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * How old the oldest record is that is not yet in the tables: in time, since that is what the
 * retention of the log and the patience of users are measured in. It grows by itself while nothing
 * moves. Thread-safe.
 */
final class Lag {
    private final Clock clock;
    private final UnaryOperator<String> group;
    private final Map<String, Long> oldest = new ConcurrentHashMap<>();

    /**
     * @param group by what name a partition goes: there may be many, and names are to be few
     */
    Lag(Clock clock, UnaryOperator<String> group) {
        this.clock = clock;
        this.group = group;
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

    /** By name, the most of each; those with nothing to do are not named. */
    Map<String, Double> seconds() {
        long now = clock.millis();
        Map<String, Double> all = new TreeMap<>();
        oldest.forEach(
                (partition, time) ->
                        all.merge(
                                group.apply(partition),
                                Math.max(0, now - time) / 1000.0,
                                Math::max));
        return all;
    }

    /** The longest of all. */
    Duration most() {
        long now = clock.millis();
        long most = oldest.values().stream().mapToLong(time -> now - time).max().orElse(0);
        return Duration.ofMillis(Math.max(0, most));
    }
}
