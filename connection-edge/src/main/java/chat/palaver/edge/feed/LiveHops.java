package chat.palaver.edge.feed;

import java.util.function.LongSupplier;

/**
 * Times the way of live records through this edge, without a record having to carry its times:
 * since one thread folds them one by one, it knows of the one at hand when it was read and when it
 * was folded. Runs on the loop, where nothing else is said.
 *
 * <p>A room of thousands would be timed thousands of times for each message. So of the frames that
 * go to more than {@link #MOST_TIMED} sessions only some are timed, those to all their sessions,
 * and on the average that many deliveries a message are; the others cost nothing.
 */
public final class LiveHops {
    /** Since when something is timed, if it is not. */
    public static final long UNTIMED = 0;

    static final int MOST_TIMED = 16;

    private static final HopTimers NOBODY =
            new HopTimers() {
                @Override
                public void waited(long nanos) {}

                @Override
                public void written(long nanos) {}

                @Override
                public void answered(long nanos) {}
            };

    private final HopTimers timers;
    private final LongSupplier nanoTime;
    private long readAt = UNTIMED;
    private long foldedAt;
    private int largeFrames;

    public LiveHops(HopTimers timers, LongSupplier nanoTime) {
        this.timers = timers;
        this.nanoTime = nanoTime;
    }

    /** Nobody looks. */
    static LiveHops unseen() {
        return new LiveHops(NOBODY, () -> UNTIMED);
    }

    /** The time of these measurements; from any thread. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Applies what was read live. Other records, as those of a gap that is mended, are of an age
     * that says nothing of a hop.
     *
     * @param read when it was, by {@link #now}
     */
    public void applying(long read, Runnable batch) {
        readAt = read;
        try {
            batch.run();
        } finally {
            readAt = UNTIMED;
        }
    }

    /** The record at hand has been folded. */
    void folded() {
        foldedAt = now();
        if (readAt != UNTIMED) {
            timers.waited(foldedAt - readAt);
        }
    }

    /**
     * The frame of the record that was folded last, before it goes out.
     *
     * @param sessions to so many
     */
    EncodedFrame timed(EncodedFrame frame, int sessions) {
        if (readAt == UNTIMED || (sessions > MOST_TIMED && !isTurnOf(sessions))) {
            return frame;
        }
        long since = foldedAt;
        return frame.telling(() -> timers.written(now() - since));
    }

    private boolean isTurnOf(int sessions) {
        largeFrames++;
        return largeFrames % (1 + (sessions - 1) / MOST_TIMED) == 0;
    }

    /**
     * The answer to a {@code send}.
     *
     * @param arrived when that did, by {@link #now}
     */
    public EncodedFrame answer(EncodedFrame frame, long arrived) {
        return arrived == UNTIMED ? frame : frame.telling(() -> timers.answered(now() - arrived));
    }
}
