package chat.palaver.bench.scenario;

import chat.palaver.bench.measure.Stamp;
import chat.palaver.bench.worker.RunPlan;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * The times of one run.
 *
 * @param plan as the workers are told
 */
record Run(RunPlan plan) {
    /** For every worker to have heard of it. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * One that begins in a moment.
     *
     * @param warmUp seconds that are not timed
     * @param spans messages watched to their last reader
     */
    static Run soon(double warmUp, int spans, Clock clock) {
        return in(LEAD_NANOS, warmUp, spans, clock);
    }

    /** One that has begun, in which nothing is timed by the workers. */
    static Run now(Clock clock) {
        return in(0, 0, 0, clock);
    }

    private static Run in(long leadNanos, double warmUp, int spans, Clock clock) {
        long lead = TimeUnit.NANOSECONDS.toMillis(leadNanos);
        return new Run(
                new RunPlan(
                        RANDOM.nextInt(Stamp.MAX_RUN + 1),
                        System.nanoTime() + leadNanos,
                        clock.millis() + lead,
                        (long) (warmUp * 1e6),
                        spans));
    }

    /** The moment from which it is timed. */
    long from() {
        return plan.epochNanos() + TimeUnit.MICROSECONDS.toNanos(plan.fromMicros());
    }

    /** So many seconds later. */
    long to(double seconds) {
        return from() + (long) (seconds * 1e9);
    }

    void awaitStart() throws InterruptedException {
        awaitEnd(0);
    }

    void awaitEnd(double seconds) throws InterruptedException {
        long left = to(seconds) - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }
}
