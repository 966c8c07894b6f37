package chat.palaver.client.terminal;

/**
 * Makes other people's texts harmless to a terminal: an escape sequence in a message could clear
 * the screen, forge a line or worse, and a change of writing direction could hide what a line says.
 */
final class SafeText {
    private static final int JOINER = 0x200D;
    private static final String REPLACEMENT = "\uFFFD";

    private SafeText() {}

    /** For a place that has one line: line ends become blanks. */
    static String line(String text) {
        return clean(text, " ");
    }

    /** For a message: further lines are indented, so that none can pass for another message. */
    static String block(String text) {
        return clean(text, "\n    ");
    }

    private static String clean(String text, String lineEnd) {
        StringBuilder clean = new StringBuilder(text.length());
        text.replace("\r\n", "\n")
                .codePoints()
                .forEach(
                        c -> {
                            if (c == '\n') {
                                clean.append(lineEnd);
                            } else if (c == '\t') {
                                clean.append(' ');
                            } else if (isHarmless(c)) {
                                clean.appendCodePoint(c);
                            } else {
                                clean.append(REPLACEMENT);
                            }
                        });
        return clean.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            // Directional overrides and the like; the joiner holds emoji together.
            case Character.FORMAT -> c == JOINER;
            default -> true;
        };
    }
}
