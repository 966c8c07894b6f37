package chat.palaver.kit.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The series of one metric, by label values, bounded: a label that turns out to hold ids would fill
 * the memory of this process and of Prometheus. Beyond the bound everything is counted as "other".
 */
final class Series<T> {
    static final int MOST_SERIES = 200;
    static final String OTHER = "other";

    private final int labels;
    private final Function<String[], T> create;
    private final Map<List<String>, T> known = new ConcurrentHashMap<>();

    Series(int labels, Function<String[], T> create) {
        this.labels = labels;
        this.create = create;
    }

    T at(String... values) {
        if (values.length != labels) {
            throw new IllegalArgumentException(
                    labels + " label values expected: " + Arrays.toString(values));
        }
        List<String> key = List.of(values);
        T present = known.get(key);
        return present != null ? present : create(key);
    }

    private synchronized T create(List<String> key) {
        T present = known.get(key);
        if (present != null) {
            return present;
        }
        String[] values = key.toArray(new String[0]);
        if (known.size() >= MOST_SERIES) {
            Arrays.fill(values, OTHER);
            return known.computeIfAbsent(List.of(values), other -> create.apply(values));
        }
        T created = create.apply(values);
        known.put(key, created);
        return created;
    }
}
