package chat.palaver.check.invariant;

import java.util.ArrayList;
import java.util.List;

/** The times of one user in one channel, in positions. */
final class Membership {
    /** Of a time that has not ended. */
    private static final long OPEN = Long.MAX_VALUE;

    /**
     * From the record by which he joined to the one by which he left. Both are delivered to him;
     * over HTTP the second is not.
     */
    private record Time(long from, long to) {}

    private final List<Time> times = new ArrayList<>();
    private long since;
    private boolean open;

    void joined(long position) {
        if (!open) {
            open = true;
            since = position;
        }
    }

    void left(long position) {
        if (open) {
            open = false;
            times.add(new Time(since, position));
        }
    }

    boolean isMember() {
        return open;
    }

    /** Whether a record there is his to read, live or over HTTP. */
    boolean contains(long position) {
        if (open && position >= since) {
            return true;
        }
        for (int i = times.size() - 1; i >= 0; i--) {
            Time time = times.get(i);
            if (position >= time.from() && position < time.to()) {
                return true;
            }
        }
        return false;
    }

    /** Whether he joined by the record there. */
    boolean joinedBy(long position) {
        return (open && position == since)
                || times.stream().anyMatch(time -> time.from() == position);
    }

    /** Whether he had left by then and was not back. */
    boolean leftBefore(long position) {
        return !contains(position) && times.stream().anyMatch(time -> time.to() <= position);
    }

    /** Whether he left by the record there. */
    boolean leftBy(long position) {
        return times.stream().anyMatch(time -> time.to() == position && time.to() != OPEN);
    }

    /** Whether a session of his gets the record there. */
    boolean sees(long position) {
        return contains(position) || leftBy(position);
    }
}
