package chat.palaver.demo.script;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads lines of an IRC log: {@code [HH:MM] <nick> text}, {@code [HH:MM] * nick action}, the time
 * optional in the latter. All else (joins, renames, garbage) is nobody's words and gives nothing.
 * Pure; a line costs time in its length, whatever is in it.
 */
public final class ChatLog {
    private static final int LONGEST_NICK = 64;
    private static final int LONGEST_TEXT = 100_000;
    private static final int TIME_LENGTH = 7;
    private static final int MINUTES_OF_HOUR = 60;
    private static final int HOURS = 24;

    private ChatLog() {}

    public static Optional<Utterance> parse(String line) {
        OptionalInt minute = minute(line);
        int start = skipBlanks(line, minute.isPresent() ? TIME_LENGTH : 0);
        if (line.startsWith("<", start) && minute.isPresent()) {
            return said(line, start + 1, minute);
        }
        if (line.startsWith("* ", start)) {
            return did(line, start + 2, minute);
        }
        return Optional.empty();
    }

    private static Optional<Utterance> said(String line, int from, OptionalInt minute) {
        int end = endOfNick(line, from, '>');
        if (end < 0 || line.charAt(end) != '>') {
            return Optional.empty();
        }
        int text = line.startsWith(" ", end + 1) ? end + 2 : end + 1;
        return utterance(line.substring(from, end), line.substring(text), minute);
    }

    private static Optional<Utterance> did(String line, int from, OptionalInt minute) {
        int end = endOfNick(line, from, ' ');
        if (end < 0 || line.substring(end).isBlank()) {
            return Optional.empty();
        }
        String nick = line.substring(from, end);
        return utterance(nick, "* " + line.substring(from), minute);
    }

    private static Optional<Utterance> utterance(String nick, String text, OptionalInt minute) {
        if (text.isBlank() || text.codePointCount(0, text.length()) > LONGEST_TEXT) {
            return Optional.empty();
        }
        return Optional.of(new Utterance(nick, text, minute));
    }

    /** Where the nick ends that begins here: at the mark or at a blank; -1 when it is no nick. */
    private static int endOfNick(String line, int from, char mark) {
        int most = Math.min(line.length(), from + LONGEST_NICK + 1);
        for (int i = from; i < most; i++) {
            char c = line.charAt(i);
            if (c == mark || Character.isWhitespace(c)) {
                return i > from ? i : -1;
            }
            if (Character.isISOControl(c)) {
                return -1;
            }
        }
        return -1;
    }

    private static int skipBlanks(String line, int from) {
        int i = from;
        while (i < line.length() && line.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    private static OptionalInt minute(String line) {
        if (line.length() < TIME_LENGTH
                || line.charAt(0) != '['
                || line.charAt(3) != ':'
                || line.charAt(6) != ']') {
            return OptionalInt.empty();
        }
        int hour = twoDigits(line, 1);
        int minute = twoDigits(line, 4);
        return hour < 0 || hour >= HOURS || minute < 0 || minute >= MINUTES_OF_HOUR
                ? OptionalInt.empty()
                : OptionalInt.of(hour * MINUTES_OF_HOUR + minute);
    }

    private static int twoDigits(String line, int from) {
        char tens = line.charAt(from);
        char ones = line.charAt(from + 1);
        return tens < '0' || tens > '9' || ones < '0' || ones > '9'
                ? -1
                : (tens - '0') * 10 + (ones - '0');
    }
}
