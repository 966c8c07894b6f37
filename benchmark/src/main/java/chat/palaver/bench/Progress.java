package chat.palaver.bench;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Words for who waits; results go to standard output, so these do not. */
final class Progress {
    private Progress() {}

    static void say(String words) {
        System.err.println("palaver bench: " + words);
    }

    /** With the place where it happened. */
    static void say(Throwable failure) {
        StringWriter words = new StringWriter();
        failure.printStackTrace(new PrintWriter(words));
        say(words.toString());
    }
}
