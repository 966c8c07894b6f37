package chat.palaver.demo.cast;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names accounts may have, made of nicks that may be anything. */
final class Usernames {
    /** Leaves room for what makes a name different from somebody else's. */
    private static final int LONGEST = 24;

    private static final int SHORTEST = 2;

    private Usernames() {}

    /** One for each nick, all different; the same nicks in the same order give the same names. */
    static List<String> of(List<String> nicks) {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String nick : nicks) {
            String base = plain(nick);
            String name = base;
            for (int number = 2; !taken.add(name); number++) {
                name = base + "-" + number;
            }
            names.add(name);
        }
        return names;
    }

    private static String plain(String nick) {
        StringBuilder plain = new StringBuilder();
        nick.toLowerCase(Locale.ROOT)
                .codePoints()
                .limit(LONGEST)
                .forEach(c -> plain.append(isAllowed(c) ? (char) c : '-'));
        while (plain.length() < SHORTEST) {
            plain.append('-');
        }
        return plain.toString();
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }
}
