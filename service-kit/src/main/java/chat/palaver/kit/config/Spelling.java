package chat.palaver.kit.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the key that was meant. */
final class Spelling {
    private static final int MOST_EDITS = 3;

    private Spelling() {}

    static Optional<String> closest(String name, Collection<String> known) {
        String plain = plain(name);
        return known.stream()
                .filter(key -> edits(plain, plain(key)) <= MOST_EDITS)
                .min(Comparator.comparingInt(key -> edits(plain, plain(key))));
    }

    /** camelCase, snake_case and kebab-case of one name are the same. */
    private static String plain(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance, one row at a time. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
