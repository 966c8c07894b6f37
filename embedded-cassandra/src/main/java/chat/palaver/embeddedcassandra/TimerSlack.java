package chat.palaver.embeddedcassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Lets the timers of this process be late. Cassandra's workers look for work in sleeps of 10 us, up
 * to 10,000 times a second while hardly anything comes: on a machine that it shares with everybody
 * else that cost more than all of its work, and held up the threads by which messages travel.
 * Cassandra has no setting for it. Linux does: a thread's timer slack is how late its sleeps may
 * end, and threads have that of the one that started them.
 *
 * <p>See {@code PR_SET_TIMERSLACK} in prctl(2) and {@code /proc/PID/timerslack_ns} in proc(5).
 */
final class TimerSlack {
    private final Path proc;

    TimerSlack() {
        this(Path.of("/proc"));
    }

    /** With another folder in the place of {@code /proc}, for tests. */
    TimerSlack(Path proc) {
        this.proc = proc;
    }

    /**
     * Sets that of the calling thread and of all threads that it starts from now on. Does nothing
     * where the system has no such thing.
     *
     * @return whether it was set
     */
    boolean widen(Duration slack) {
        try {
            Path self = Files.readSymbolicLink(proc.resolve("thread-self"));
            Path file = proc.resolve(self.getFileName()).resolve("timerslack_ns");
            Files.writeString(file, String.valueOf(slack.toNanos()));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
