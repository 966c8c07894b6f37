package chat.palaver.bench.scenario;

import java.util.List;

/** The middle of some measurements: one that was disturbed does not move it. */
final class Median {
    private Median() {}

    /** The middle value, or the mean of the two; NaN of none. */
    static double of(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
