package chat.palaver.client.terminal;

import java.util.Optional;

/** Where lines are shown and typed. Showing is safe from any thread. */
interface Screen extends AutoCloseable {
    /** How a line is meant to look, where looks are to be had. */
    enum Look {
        PLAIN,
        OWN,
        NOTICE,
        FAINT,
        TROUBLE
    }

    void show(Look look, String line);

    /** The next line; empty when the user has ended the input. */
    Optional<String> read(String prompt);

    /** A line that is not echoed. */
    Optional<String> readSecret(String prompt);

    /** A dot in the colour of a presence, or a word where there are no colours. */
    String dot(String status);

    /** Whether a person sits in front of it. */
    boolean isInteractive();

    @Override
    void close();
}
