package chat.palaver.launcher;

/** One thing that runs: the number counts from 1 within its kind. */
record Part(Kind kind, int number) {
    /** As in {@code DIR/run/<name>.pid}. */
    String name() {
        return kind.name(number);
    }
}
