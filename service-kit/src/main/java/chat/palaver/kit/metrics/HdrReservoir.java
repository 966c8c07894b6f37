package chat.palaver.kit.metrics;

import com.codahale.metrics.Reservoir;
import com.codahale.metrics.Snapshot;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Keeps every value of the present and the last whole minute to two digits, where Dropwizard's own
 * reservoir keeps a sample of a thousand and so knows nothing of a p99.9. Values in nanoseconds, up
 * to an hour. What came since the last reading counts as present. Thread-safe.
 */
public final class HdrReservoir implements Reservoir {
    private static final long HIGHEST = 3_600_000_000_000L;
    private static final int DIGITS = 2;
    private static final long WINDOW_NANOS = 60_000_000_000L;

    private final Recorder recorder = new Recorder(HIGHEST, DIGITS);
    private final LongSupplier nanoTime;
    private Histogram previous = new Histogram(HIGHEST, DIGITS);
    private Histogram current = new Histogram(HIGHEST, DIGITS);
    private long currentSince;

    public HdrReservoir() {
        this(System::nanoTime);
    }

    HdrReservoir(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.currentSince = nanoTime.getAsLong();
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, snapshotHistogram().getTotalCount());
    }

    @Override
    public void update(long value) {
        recorder.recordValue(Math.max(0, Math.min(value, HIGHEST)));
    }

    @Override
    public Snapshot getSnapshot() {
        return new HdrSnapshot(snapshotHistogram());
    }

    private synchronized Histogram snapshotHistogram() {
        current.add(recorder.getIntervalHistogram());
        long age = nanoTime.getAsLong() - currentSince;
        if (age >= WINDOW_NANOS) {
            previous = age < 2 * WINDOW_NANOS ? current : new Histogram(HIGHEST, DIGITS);
            current = new Histogram(HIGHEST, DIGITS);
            currentSince += age - age % WINDOW_NANOS;
        }
        Histogram both = previous.copy();
        both.add(current);
        return both;
    }

    /** Answers from the buckets. */
    private static final class HdrSnapshot extends Snapshot {
        private final Histogram histogram;

        HdrSnapshot(Histogram histogram) {
            this.histogram = histogram;
        }

        @Override
        public double getValue(double quantile) {
            return histogram.getValueAtPercentile(quantile * 100);
        }

        /** The distinct values, not every one: there may be millions. */
        @Override
        public long[] getValues() {
            LongStream.Builder values = LongStream.builder();
            histogram.recordedValues().forEach(at -> values.add(at.getValueIteratedTo()));
            return values.build().toArray();
        }

        @Override
        public int size() {
            return (int) Math.min(Integer.MAX_VALUE, histogram.getTotalCount());
        }

        @Override
        public long getMax() {
            return histogram.getMaxValue();
        }

        @Override
        public double getMean() {
            return histogram.getTotalCount() == 0 ? 0 : histogram.getMean();
        }

        @Override
        public long getMin() {
            return histogram.getTotalCount() == 0 ? 0 : histogram.getMinValue();
        }

        @Override
        public double getStdDev() {
            return histogram.getTotalCount() == 0 ? 0 : histogram.getStdDeviation();
        }

        @Override
        public void dump(OutputStream output) {
            PrintWriter out = new PrintWriter(output, true, StandardCharsets.UTF_8);
            histogram
                    .recordedValues()
                    .forEach(
                            at ->
                                    out.println(
                                            at.getValueIteratedTo()
                                                    + " "
                                                    + at.getCountAtValueIteratedTo()));
        }
    }
}
