package chat.palaver.presence.board;

/**
 * One live connection of a device, as one start of an edge tells it. Two edges never share one, so
 * what is late from one cannot touch what lives on another. Not thread-safe.
 */
final class Session {
    private static final long NOT_LOST = -1;

    private final SessionKey key;
    private final EdgeView edge;
    private boolean idle;
    private long lostAt = NOT_LOST;
    private long list;

    /**
     * Names a session within one start of an edge.
     *
     * @param device empty for what is only known to have been there before a restart
     */
    record SessionKey(String user, String device, String session) {}

    Session(SessionKey key, EdgeView edge) {
        this.key = key;
        this.edge = edge;
    }

    SessionKey key() {
        return key;
    }

    EdgeView edge() {
        return edge;
    }

    boolean idle() {
        return idle;
    }

    boolean lost() {
        return lostAt != NOT_LOST;
    }

    long lostAt() {
        return lostAt;
    }

    /** Is there, and in this state. */
    void toAlive(boolean nowIdle) {
        idle = nowIdle;
        lostAt = NOT_LOST;
    }

    /** Its connection is gone, though it may come back. */
    void toLost(long time) {
        lostAt = time;
    }

    /** Is over; what still waits for its grace to pass must find it not lost. */
    void toEnded() {
        lostAt = NOT_LOST;
    }

    /** Notes that the edge's list of this number names it. */
    void listedIn(long number) {
        list = number;
    }

    boolean isListedIn(long number) {
        return list == number;
    }
}
