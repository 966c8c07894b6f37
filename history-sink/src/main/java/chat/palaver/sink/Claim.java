package chat.palaver.sink;

/**
 * The right to work on a partition, from its assignment to its loss. Work asks before every step
 * and stops when the right is gone: rows already written are harmless, since the next owner writes
 * the same ones, but progress must not be claimed for what was not done.
 */
final class Claim {
    private volatile boolean held = true;

    /** Thrown into work whose partition is somebody else's now. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException() {
            super("the partition has been given up", null, false, false);
        }
    }

    void giveUp() {
        held = false;
    }

    void check() {
        if (!held) {
            throw new LostException();
        }
    }
}
