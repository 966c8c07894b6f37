package chat.palaver.testkit;

import java.security.SecureRandom;
import java.util.Locale;

/** Names that keep test classes on one server out of each other's way. */
final class UniqueName {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_CLASS_NAME = 24;

    private UniqueName() {}

    /** A lowercase name with letters and digits only, of at most 32 characters. */
    static String of(Class<?> test) {
        String name = test.getSimpleName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String random = Integer.toString(RANDOM.nextInt(36 * 36 * 36 * 36 * 36), 36);
        return "t" + name.substring(0, Math.min(MAX_CLASS_NAME, name.length())) + "x" + random;
    }
}
