package chat.palaver.edge;

import chat.palaver.edge.feed.HopTimers;
import chat.palaver.ingest.AppendWatch;
import chat.palaver.kit.metrics.Latency;
import chat.palaver.kit.metrics.Metrics;
import chat.palaver.kit.metrics.Timing;
import java.time.Clock;
import java.time.Instant;

/**
 * What each hop of a message takes, as far as an edge sees it; with the fan-out's {@code
 * fanned_out} the hops add up to {@code sent}, the whole.
 *
 * <p>Within the process time is counted in nanoseconds. Where a hop begins or ends at a record's
 * log-append time, which is in whole milliseconds, its other end is rounded down as well: a single
 * value is off by up to a millisecond, and their mean is not. There the clocks of two hosts meet:
 * by what they differ one hop is longer and the next one shorter, and the sum stays, except for
 * what would come out below zero, which counts as nothing. Thread-safe.
 */
final class EdgeHops implements AppendWatch, HopTimers {
    private final Clock clock;
    private final Timing queue;
    private final Timing append;
    private final Timing logged;
    private final Timing slotRead;
    private final Timing ownRead;
    private final Timing loopWait;
    private final Timing written;
    private final Timing sent;

    EdgeHops(Metrics metrics, Clock clock) {
        this.clock = clock;
        Latency hops =
                metrics.fineLatency(
                        "edge_hop_seconds",
                        "What one hop of a message took: queue (frame arrived to handed to the"
                                + " producer), logged (to its log-append time), append (to"
                                + " acknowledged, beside what follows), slot_read (routed to"
                                + " read), own_read (log-append time to read from an own log),"
                                + " loop_wait (read to folded), write (folded to written; a"
                                + " sample in large rooms), sent (arrived to sent written)",
                        "hop");
        queue = hops.series("queue");
        append = hops.series("append");
        logged = hops.series("logged");
        slotRead = hops.series("slot_read");
        ownRead = hops.series("own_read");
        loopWait = hops.series("loop_wait");
        written = hops.series("write");
        sent = hops.series("sent");
    }

    @Override
    public void handedOver(long nanos) {
        queue.recordNanos(nanos);
    }

    @Override
    public void acknowledged(long nanos, long logMillis) {
        append.recordNanos(nanos);
        Instant handedOver = clock.instant().minusNanos(nanos);
        logged.recordMillis(logMillis - handedOver.toEpochMilli());
    }

    /** A routed record has been read from the slot. */
    void slotRead(long routedMillis) {
        slotRead.recordMillis(clock.millis() - routedMillis);
    }

    /** A record has been read from an own log. */
    void ownRead(long logMillis) {
        ownRead.recordMillis(clock.millis() - logMillis);
    }

    @Override
    public void waited(long nanos) {
        loopWait.recordNanos(nanos);
    }

    @Override
    public void written(long nanos) {
        written.recordNanos(nanos);
    }

    @Override
    public void answered(long nanos) {
        sent.recordNanos(nanos);
    }
}
