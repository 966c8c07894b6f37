package chat.palaver.bench.hops;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A histogram as services show it: how many values were not above each bound. Those of several
 * processes can be added, and an earlier one taken from a later one.
 *
 * @param cumulative by upper bound in seconds; the last bound is infinite
 * @param sum of all values, seconds
 */
public record HopHistogram(NavigableMap<Double, Double> cumulative, double sum) {
    public HopHistogram {
        cumulative = new TreeMap<>(cumulative);
    }

    public static HopHistogram empty() {
        return new HopHistogram(new TreeMap<>(), 0);
    }

    public long count() {
        return cumulative.isEmpty() ? 0 : Math.round(cumulative.lastEntry().getValue());
    }

    /** Seconds; 0 if there are no values. */
    public double mean() {
        return count() == 0 ? 0 : sum / count();
    }

    public HopHistogram plus(HopHistogram other) {
        return combined(other, 1);
    }

    /** What has come since an earlier look at the same; all of it, if it has begun anew. */
    public HopHistogram since(HopHistogram earlier) {
        if (earlier.count() > count()) {
            return this;
        }
        return combined(earlier, -1);
    }

    private HopHistogram combined(HopHistogram other, int sign) {
        NavigableMap<Double, Double> counts = new TreeMap<>(cumulative);
        other.cumulative.forEach((bound, count) -> counts.merge(bound, sign * count, Double::sum));
        return new HopHistogram(counts, sum + sign * other.sum);
    }

    /**
     * A quantile in seconds, taken to lie evenly in its bucket, as Prometheus does; the last finite
     * bound if it is beyond that, 0 if there are no values.
     *
     * @param part 0 to 1
     */
    public double quantile(double part) {
        double rank = part * count();
        double below = 0;
        double from = 0;
        for (var bucket : cumulative.entrySet()) {
            double to = bucket.getKey();
            if (count() > 0 && bucket.getValue() >= rank && bucket.getValue() > below) {
                double within = (rank - below) / (bucket.getValue() - below);
                return Double.isInfinite(to) ? from : from + within * (to - from);
            }
            below = bucket.getValue();
            from = to;
        }
        return 0;
    }
}
