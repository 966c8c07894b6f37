package chat.palaver.sink;

/** The beginning of a text, for lists of channels and for pushes. */
final class Preview {
    /** Unicode code points of a preview at most. */
    static final int LENGTH = 120;

    private Preview() {}

    /** The first {@link #LENGTH} code points: never half of a surrogate pair. */
    static String of(String text) {
        if (text.length() <= LENGTH || text.codePointCount(0, text.length()) <= LENGTH) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LENGTH));
    }
}
