package chat.palaver.demo.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is to be said, by whom and to whom: every line stands in the group; one that is addressed to
 * somebody who also speaks goes to him as a direct message besides.
 *
 * @param nicks one user each, in the order of their first words
 * @param leftOut utterances of those over the limit of users
 */
public record Script(List<String> nicks, List<Line> lines, long leftOut) {
    /**
     * One line.
     *
     * @param speaker an index into the nicks
     * @param addressee whom it is for, an index too
     */
    public record Line(int speaker, OptionalInt addressee, String text, OptionalInt minute) {
        /** Without the text, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "Line[" + speaker + " " + addressee + "]";
        }
    }

    public Script {
        nicks = List.copyOf(nicks);
        lines = List.copyOf(lines);
    }

    /** Takes utterances down until there are enough. Not thread-safe. */
    public static final class Writer {
        private static final int LONGEST_NICK = 64;

        private final int mostLines;
        private final int mostUsers;
        private final Map<String, Integer> known = new HashMap<>();
        private final List<String> nicks = new ArrayList<>();
        private final List<Utterance> said = new ArrayList<>();
        private long leftOut;

        public Writer(int mostLines, int mostUsers) {
            this.mostLines = mostLines;
            this.mostUsers = mostUsers;
        }

        /** Takes one down; false when there are enough. */
        public boolean add(Utterance utterance) {
            if (said.size() < mostLines) {
                if (isKnown(utterance.nick())) {
                    said.add(utterance);
                } else {
                    leftOut++;
                }
            }
            return said.size() < mostLines;
        }

        private boolean isKnown(String nick) {
            String key = key(nick);
            if (!known.containsKey(key) && nicks.size() < mostUsers) {
                known.put(key, nicks.size());
                nicks.add(nick);
            }
            return known.containsKey(key);
        }

        /** The script; who is addressed may have spoken later only. */
        public Script script() {
            List<Line> lines = new ArrayList<>();
            for (Utterance utterance : said) {
                int speaker = known.get(key(utterance.nick()));
                OptionalInt addressee = addressee(utterance.text());
                if (addressee.isPresent() && addressee.getAsInt() == speaker) {
                    addressee = OptionalInt.empty();
                }
                lines.add(new Line(speaker, addressee, utterance.text(), utterance.minute()));
            }
            return new Script(nicks, lines, leftOut);
        }

        /** Who is named in front of a colon or comma, if he is one of ours. */
        private OptionalInt addressee(String text) {
            int most = Math.min(text.length(), LONGEST_NICK + 1);
            for (int i = 1; i < most; i++) {
                char c = text.charAt(i);
                if (c == ':' || c == ',') {
                    boolean ends = i + 1 == text.length() || text.charAt(i + 1) == ' ';
                    Integer found = ends ? known.get(key(text.substring(0, i))) : null;
                    return found == null ? OptionalInt.empty() : OptionalInt.of(found);
                }
            }
            return OptionalInt.empty();
        }

        /** Nicks differ in more than their case. */
        private static String key(String nick) {
            return nick.toLowerCase(Locale.ROOT);
        }
    }
}
