package chat.palaver.proxy;

/** The bandwidth that all connections of a link share in one direction. */
final class Pace {
    private static final long SECOND = 1_000_000_000L;

    /** So often a second something may pass; else a slow link would move in bursts of a buffer. */
    private static final long PIECES = 20;

    private long freeAt;
    private boolean used;

    /** When something may pass next; not later than now if it may at once. */
    long freeAt(long now) {
        return used ? freeAt : now;
    }

    /** The most that may pass at once. */
    static long piece(long bytesEachSecond) {
        return Math.max(1, bytesEachSecond / PIECES);
    }

    /** So much has passed. */
    void passed(long bytes, long bytesEachSecond, long now) {
        long start = used && freeAt - now > 0 ? freeAt : now;
        freeAt = start + (long) ((double) bytes * SECOND / bytesEachSecond);
        used = true;
    }

    /** Forgets what has passed: the link has another mode now. */
    void clear() {
        used = false;
    }
}
