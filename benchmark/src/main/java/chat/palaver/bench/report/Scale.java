package chat.palaver.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How values become places on one axis.
 *
 * @param low the least value shown
 * @param high the greatest
 * @param from place of the least
 * @param to place of the greatest
 */
record Scale(double low, double high, double from, double to, boolean logarithmic) {
    private static final int TICKS = 5;

    /** Covers the values; those that are no numbers, or cannot be shown, are left out. */
    static Scale covering(double[] values, double from, double to, boolean logarithmic) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isFinite(value) && (!logarithmic || value > 0)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            low = logarithmic ? 1 : 0;
            high = 1;
        }
        if (logarithmic) {
            low = Math.pow(10, Math.floor(Math.log10(low)));
            high = Math.pow(10, Math.ceil(Math.log10(high)));
        } else {
            low = Math.min(0, low);
        }
        return new Scale(low, high > low ? high : low + 1, from, to, logarithmic);
    }

    /** The place of a value; NaN if it has none. */
    double place(double value) {
        if (!Double.isFinite(value) || (logarithmic && value <= 0)) {
            return Double.NaN;
        }
        double part =
                logarithmic
                        ? Math.log10(value / low) / Math.log10(high / low)
                        : (value - low) / (high - low);
        return from + part * (to - from);
    }

    /** Values to be marked. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = low; tick <= high * 1.001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double step = step((high - low) / TICKS);
        for (long tick = (long) Math.ceil(low / step); tick * step <= high * 1.001; tick++) {
            ticks.add(tick * step);
        }
        return ticks;
    }

    /** One, two or five times a power of ten, at least so much. */
    private static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double times : new double[] {1, 2, 5}) {
            if (times * power >= least) {
                return times * power;
            }
        }
        return 10 * power;
    }
}
