package chat.palaver.bench.worker;

import java.util.Map;
import java.util.TreeMap;

/**
 * What has happened in a run so far.
 *
 * @param deliveries messages of the run that reached listening seats, warm-up included
 * @param answered sends answered {@code sent}
 * @param refused sends that were refused
 * @param doubled records that came a second time
 * @param disordered records that came behind a later one
 * @param gaps records whose {@code prev} was not the one before
 * @param open connections open now
 * @param errors how often each code came
 * @param closes how often each close code came, those asked for left out
 */
public record Counts(
        long deliveries,
        long answered,
        long refused,
        long doubled,
        long disordered,
        long gaps,
        int open,
        Map<String, Long> errors,
        Map<String, Long> closes) {
    public Counts {
        errors = Map.copyOf(errors);
        closes = Map.copyOf(closes);
    }

    public static Counts none() {
        return new Counts(0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());
    }

    /** Both together. */
    public Counts plus(Counts other) {
        return new Counts(
                deliveries + other.deliveries,
                answered + other.answered,
                refused + other.refused,
                doubled + other.doubled,
                disordered + other.disordered,
                gaps + other.gaps,
                open + other.open,
                sum(errors, other.errors),
                sum(closes, other.closes));
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> both = new TreeMap<>(one);
        other.forEach((key, value) -> both.merge(key, value, Long::sum));
        return both;
    }
}
