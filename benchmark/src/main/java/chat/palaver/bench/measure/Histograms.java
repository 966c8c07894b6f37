package chat.palaver.bench.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, and how they get from one process to another. */
public final class Histograms {
    /** Below a microsecond nothing here can be told apart. */
    private static final long LOWEST = 1_000;

    /** Ten minutes: longer than anything is waited for. */
    private static final long HIGHEST = 600_000_000_000L;

    private static final int DIGITS = 3;
    private static final int COARSE_DIGITS = 2;

    private Histograms() {}

    /** Three digits: for a whole run. */
    public static Histogram fine() {
        return new Histogram(LOWEST, HIGHEST, DIGITS);
    }

    /** Two digits, growing as it must: for one second of a run. */
    static Histogram coarse() {
        Histogram histogram = new Histogram(COARSE_DIGITS);
        histogram.setAutoResize(true);
        return histogram;
    }

    /** Adds a value, or the nearest that there is room for. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.max(LOWEST, Math.min(nanos, HIGHEST)));
    }

    /** As text, compressed. */
    public static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /**
     * Reads what {@link #encode} has written.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), HIGHEST);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("not a histogram", e);
        }
    }
}
