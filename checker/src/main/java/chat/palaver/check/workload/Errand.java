package chat.palaver.check.workload;

/**
 * What may block, by kind. Each has threads of its own: a change that waits two minutes for the
 * store must not keep a device from connecting, or the workload looks calm where clients suffer.
 */
enum Errand {
    /** A token and a socket for a device. */
    CONNECT(64),

    /** Membership changes, log-ins, log-outs: each may take minutes while the API is away. */
    ASK(32),

    /** Logs that are to move, and whether they have. */
    MOVE(6),

    /** The nemesis, from its first fault to its last. */
    ACT(1),

    /** Making users and channels at the beginning, reading the history at the end. */
    SET_UP(12);

    private final int threads;

    Errand(int threads) {
        this.threads = threads;
    }

    /** How many may be under way at once; the rest wait. */
    int threads() {
        return threads;
    }
}
