package chat.palaver.launcher;

/** A reason not to go on that the person at the terminal can do something about. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }
}
