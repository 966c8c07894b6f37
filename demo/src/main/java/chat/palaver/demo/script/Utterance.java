package chat.palaver.demo.script;

import java.util.OptionalInt;

/**
 * Something somebody said.
 *
 * @param minute of the day, where the source says so
 */
public record Utterance(String nick, String text, OptionalInt minute) {
    /** Without the text, so that it cannot slip into a log. */
    @Override
    public String toString() {
        return "Utterance[" + nick + "]";
    }
}
