package chat.palaver.bench.measure;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Latencies of one kind in one run, all together and second by second, for a plot. Not thread-safe:
 * each thread that records has its own, and they are merged at the end.
 */
public final class Latencies {
    /** Seconds told apart: an hour. What is later counts in the whole alone. */
    public static final int MOST_SECONDS = 3_600;

    private static final long MICROS = 1_000_000;

    private final Histogram all = Histograms.fine();
    private final List<Histogram> seconds = new ArrayList<>();

    /**
     * As it travels between processes.
     *
     * @param all the whole, encoded
     * @param seconds each second's, encoded; empty text where there was nothing
     */
    public record Encoded(String all, List<String> seconds) {
        public Encoded {
            seconds = List.copyOf(seconds);
        }

        /** Nothing recorded. */
        public static Encoded none() {
            return new Latencies().encoded();
        }
    }

    /**
     * Adds one.
     *
     * @param offsetMicros when it was due, from the epoch of the run
     * @param nanos how long it took from then on
     */
    public void record(long offsetMicros, long nanos) {
        Histograms.record(all, nanos);
        int second = (int) Math.min(offsetMicros / MICROS, MOST_SECONDS);
        if (second < MOST_SECONDS) {
            Histograms.record(second(second), nanos);
        }
    }

    private Histogram second(int index) {
        while (seconds.size() <= index) {
            seconds.add(null);
        }
        Histogram found = seconds.get(index);
        if (found == null) {
            found = Histograms.coarse();
            seconds.set(index, found);
        }
        return found;
    }

    /** Everything recorded; not a copy. */
    public Histogram all() {
        return all;
    }

    /** Seconds from the epoch on up to the last with a value. */
    public int secondsSeen() {
        return seconds.size();
    }

    /**
     * A quantile of one second, nanoseconds.
     *
     * @return NaN if nothing was due in it
     */
    public double ofSecond(int index, double percentile) {
        Histogram found = index < seconds.size() ? seconds.get(index) : null;
        return found == null ? Double.NaN : found.getValueAtPercentile(percentile);
    }

    /** How many were due in a second. */
    public long countOfSecond(int index) {
        Histogram found = index < seconds.size() ? seconds.get(index) : null;
        return found == null ? 0 : found.getTotalCount();
    }

    /** To be sent to another process. */
    public Encoded encoded() {
        return new Encoded(
                Histograms.encode(all),
                seconds.stream().map(each -> each == null ? "" : Histograms.encode(each)).toList());
    }

    /** Adds what another thread or process has recorded. */
    public void add(Encoded other) {
        all.add(Histograms.decode(other.all()));
        for (int i = 0; i < other.seconds().size(); i++) {
            if (!other.seconds().get(i).isEmpty()) {
                second(i).add(Histograms.decode(other.seconds().get(i)));
            }
        }
    }
}
