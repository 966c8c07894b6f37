package chat.palaver.client.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a line typed by the user says: a command with its words, or a text to send. Words in double
 * quotes belong together; {@code //} at the start sends a text that begins with a slash.
 */
record CommandLine(String command, List<String> words, String text) {
    static CommandLine parse(String line) {
        if (line.startsWith("//")) {
            return new CommandLine("", List.of(), line.substring(1));
        }
        if (!line.startsWith("/")) {
            return new CommandLine("", List.of(), line);
        }
        int end = line.indexOf(' ');
        String name = end < 0 ? line.substring(1) : line.substring(1, end);
        String rest = end < 0 ? "" : line.substring(end + 1).strip();
        return new CommandLine(name.toLowerCase(Locale.ROOT), words(rest), rest);
    }

    boolean isText() {
        return command.isEmpty();
    }

    private static List<String> words(String rest) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (c == ' ' && !quoted) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
