package chat.palaver.client.socket;

import java.util.OptionalLong;

/** Positions on the wire: decimal strings of 63-bit integers, compared as integers. */
public final class Positions {
    /** Stands before the first record of every channel. */
    public static final long NONE = 0;

    private static final int MOST_DIGITS = 19;

    private Positions() {}

    public static OptionalLong parse(String text) {
        if (text.isEmpty()
                || text.length() > MOST_DIGITS
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    public static String format(long position) {
        return Long.toString(position);
    }
}
