package chat.palaver.bench.hops;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each hop of the messages of a run took, all edges and fan-outs together, and whether that
 * adds up to the whole. A message goes through the slots or is read from an own log: where a run
 * has both, each counts by the part of the reads that it was.
 */
public final class HopBudget {
    private static final double MILLIS = 1_000;

    private final Map<Hop, HopHistogram> hops = new EnumMap<>(Hop.class);

    public HopBudget(Map<Hop, HopHistogram> hops) {
        for (Hop hop : Hop.values()) {
            this.hops.put(hop, hops.getOrDefault(hop, HopHistogram.empty()));
        }
    }

    public HopHistogram of(Hop hop) {
        return hops.get(hop);
    }

    /** What has come since an earlier look. */
    public HopBudget since(HopBudget earlier) {
        Map<Hop, HopHistogram> difference = new EnumMap<>(Hop.class);
        hops.forEach((hop, now) -> difference.put(hop, now.since(earlier.of(hop))));
        return new HopBudget(difference);
    }

    public HopBudget plus(HopBudget other) {
        Map<Hop, HopHistogram> both = new EnumMap<>(Hop.class);
        hops.forEach((hop, here) -> both.put(hop, here.plus(other.of(hop))));
        return new HopBudget(both);
    }

    /** The means of all hops on the way, added up; seconds. */
    public double sumOfMeans() {
        return hops.keySet().stream()
                .filter(Hop::isOnTheWay)
                .mapToDouble(hop -> weight(hop) * of(hop).mean())
                .sum();
    }

    /** The mean of the whole, measured by itself; seconds, 0 if nothing was sent. */
    public double whole() {
        return of(Hop.SENT).mean();
    }

    private double weight(Hop hop) {
        double slots = of(Hop.SLOT_READ).count();
        double own = of(Hop.OWN_READ).count();
        return switch (hop) {
            case OWN_READ -> slots + own == 0 ? 0 : own / (slots + own);
            case FANNED_OUT, SLOT_READ -> slots + own == 0 ? 0 : slots / (slots + own);
            default -> 1;
        };
    }

    /** A table to be read; times in milliseconds. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("hop (ms)", "count", "p50", "p99", "mean"));
        for (Hop hop : Hop.values()) {
            HopHistogram took = of(hop);
            lines.add(
                    row(
                            hop.words(),
                            String.valueOf(took.count()),
                            millis(took.quantile(0.5)),
                            millis(took.quantile(0.99)),
                            millis(took.mean())));
        }
        lines.add(row("sum of the means on the way", "", "", "", millis(sumOfMeans())));
        lines.add(row("of the whole", "", "", "", share()));
        return lines;
    }

    private String share() {
        return whole() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.0f %%", 100 * sumOfMeans() / whole());
    }

    private static String row(String name, String count, String p50, String p99, String mean) {
        return String.format(Locale.ROOT, "%-42s %9s %9s %9s %9s", name, count, p50, p99, mean);
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds * MILLIS);
    }
}
