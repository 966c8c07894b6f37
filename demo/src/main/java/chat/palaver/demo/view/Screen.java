package chat.palaver.demo.view;

/** Where the demo shows what happens. Thread-safe. */
public interface Screen extends AutoCloseable {
    /** Something worth a line. */
    void note(String text);

    /** Something that went wrong. */
    void trouble(String text);

    /**
     * Somebody said something, and it is durable.
     *
     * @param to whom it was said directly, or null
     */
    void said(String nick, String to, String text);

    /** How far things are; the next one replaces it where that can be. */
    void progress(String text);

    @Override
    void close();
}
