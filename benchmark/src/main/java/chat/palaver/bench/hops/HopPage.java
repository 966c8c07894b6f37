package chat.palaver.bench.hops;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the hops of a page in the Prometheus text format; what else stands there is passed over.
 */
final class HopPage {
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "(?m)^palaver_(edge|fanout)_hop_seconds_(bucket|sum)\\{([^}\n]*)} ([^ \n]+)");
    private static final Pattern HOP = Pattern.compile("hop=\"([^\"]*)\"");
    private static final Pattern BOUND = Pattern.compile("le=\"([^\"]*)\"");

    private HopPage() {}

    /** Those that the page shows. */
    static Map<Hop, HopHistogram> read(String page) {
        Map<Hop, TreeMap<Double, Double>> buckets = new HashMap<>();
        Map<Hop, Double> sums = new HashMap<>();
        Matcher sample = SAMPLE.matcher(page);
        while (sample.find()) {
            Hop hop = Hop.named(first(HOP, sample.group(3))).orElse(null);
            double value = Double.parseDouble(sample.group(4));
            if (hop == null) {
                continue;
            }
            if (sample.group(2).equals("sum")) {
                sums.put(hop, value);
            } else {
                double bound = bound(first(BOUND, sample.group(3)));
                buckets.computeIfAbsent(hop, h -> new TreeMap<>()).put(bound, value);
            }
        }
        Map<Hop, HopHistogram> hops = new EnumMap<>(Hop.class);
        buckets.forEach(
                (hop, counts) ->
                        hops.put(hop, new HopHistogram(counts, sums.getOrDefault(hop, 0.0))));
        return hops;
    }

    private static String first(Pattern label, String labels) {
        Matcher found = label.matcher(labels);
        return found.find() ? found.group(1) : "";
    }

    private static double bound(String written) {
        return written.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(written);
    }
}
