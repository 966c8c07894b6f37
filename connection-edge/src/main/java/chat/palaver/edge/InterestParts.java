package chat.palaver.edge;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a list of keys for interest records: one record of every channel of a partition would grow
 * over what the log takes, and be refused for ever.
 */
final class InterestParts {
    /** Most keys of one record: some 300 KB of 1 MiB. */
    static final int MOST_KEYS = 10_000;

    private InterestParts() {}

    /** The parts, in order; one at least. */
    static List<List<String>> of(List<String> keys) {
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from == 0 || from < keys.size(); from += MOST_KEYS) {
            parts.add(keys.subList(from, Math.min(keys.size(), from + MOST_KEYS)));
        }
        return parts;
    }
}
