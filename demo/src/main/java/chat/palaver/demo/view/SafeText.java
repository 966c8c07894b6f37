package chat.palaver.demo.view;

/** Other people's words on one line of a terminal, with nothing in them that a terminal obeys. */
final class SafeText {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int JOINER = 0x200D;
    private static final String CUT = "\u2026";

    private SafeText() {}

    /**
     * @param most code points
     */
    static String line(String text, int most) {
        StringBuilder safe = new StringBuilder();
        int count = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (count++ == most) {
                safe.setLength(safe.offsetByCodePoints(safe.length(), -1));
                return safe + CUT;
            }
            safe.appendCodePoint(harmless(text.codePointAt(i)));
        }
        return safe.toString();
    }

    private static int harmless(int c) {
        if (c == '\n' || c == '\r' || c == '\t') {
            return ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    REPLACEMENT;
            // Directional overrides and the like; the joiner holds emoji together.
            case Character.FORMAT -> c == JOINER ? c : REPLACEMENT;
            default -> c;
        };
    }
}
