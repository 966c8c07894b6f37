package chat.palaver.presence.board;

import chat.palaver.presence.board.Session.SessionKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one start of an edge has told of itself in this partition. Not thread-safe. */
final class EdgeView {
    private Watcher address;
    private final Map<SessionKey, Session> sessions = new HashMap<>();
    private final Set<String> watched = new HashSet<>();
    private long heard;
    private long lists;

    EdgeView(Watcher address, long heard) {
        this.address = address;
        this.heard = heard;
    }

    Watcher address() {
        return address;
    }

    /** Takes another slot. */
    void movedTo(Watcher now) {
        address = now;
    }

    /** Time of its last record, milliseconds. */
    long heard() {
        return heard;
    }

    void heardAt(long time) {
        heard = time;
    }

    /** The sessions it holds, the lost ones included. */
    Map<SessionKey, Session> sessions() {
        return sessions;
    }

    /** The users it watches. */
    Set<String> watched() {
        return watched;
    }

    /** The number of a list just come. */
    long nextList() {
        return ++lists;
    }
}
