package chat.palaver.demo.script;

import java.io.IOException;
import java.io.Reader;

/**
 * Lines of text that do not fill memory, whatever is in the file: of a line over the limit nothing
 * is kept, it reads as an empty one.
 */
final class BoundedLines {
    private static final int END = -1;

    private final Reader in;
    private final int longest;

    BoundedLines(Reader in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line without its end, or null after the last. */
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean over = false;
        int c = in.read();
        if (c == END) {
            return null;
        }
        while (c != END && c != '\n') {
            over |= line.length() == longest;
            if (!over) {
                line.append((char) c);
            }
            c = in.read();
        }
        if (over) {
            return "";
        }
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
            line.setLength(last);
        }
        return line.toString();
    }
}
