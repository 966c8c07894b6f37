package chat.palaver.presence.board;

import java.time.Duration;

/**
 * The times that decide who is online, all in the heartbeats' own time.
 *
 * @param window an edge that is not heard of for this long takes its sessions with it
 * @param grace how long a lost connection may take to come back before anybody notices
 * @param gap a longer silence of the whole partition says nothing about users: Kafka or the task
 *     was away, so everybody starts anew
 * @param repeat how long after it was written a state is written once more, to overrule a former
 *     owner of the partition that woke up late
 */
public record PresenceRules(Duration window, Duration grace, Duration gap, Duration repeat) {
    /** An edge silent for so many windows will not come back for its watches. */
    static final int WINDOWS_TO_FORGET = 3;

    /** States written anew at one tick, at most: a connecting crowd must not cost a burst later. */
    static final int REPEATS_AT_TICK = 100;

    /** Replaced starts of edges remembered; older ones are long gone. */
    static final int MOST_RETIRED = 1_000;

    /** What one edge may watch in one partition: 2,000 sessions with all they are allowed. */
    static final int MOST_WATCHED = 1_000_000;

    public PresenceRules {
        positive("window", window);
        positive("grace", grace);
        positive("gap", gap);
        positive("repeat", repeat);
        if (grace.compareTo(window) > 0) {
            throw new IllegalArgumentException("grace must not be longer than window");
        }
    }

    /** For edges that beat every 5 s. */
    public static PresenceRules standard() {
        return new PresenceRules(
                Duration.ofSeconds(45),
                Duration.ofSeconds(8),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero: " + value);
        }
    }
}
