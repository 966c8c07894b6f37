package chat.palaver.bench;

/** Words for who waits; results go to standard output, so these do not. */
final class Progress {
    private Progress() {}

    static void say(String words) {
        System.err.println("palaver bench: " + words);
    }
}
