package chat.palaver.presence.board;

import chat.palaver.schemas.proto.PresenceStatus;
import java.util.ArrayList;
import java.util.List;

/** The sessions of one user on all edges, the lost ones included. Not thread-safe. */
final class UserView {
    private final List<Session> sessions = new ArrayList<>(2);
    private long lastSeen;

    List<Session> sessions() {
        return sessions;
    }

    /** Latest time at which something showed the user to be there, milliseconds. */
    long lastSeen() {
        long latest = lastSeen;
        for (Session session : sessions) {
            if (!session.lost()) {
                latest = Math.max(latest, session.edge().heard());
            }
        }
        return latest;
    }

    void seenAt(long time) {
        lastSeen = Math.max(lastSeen, time);
    }

    /** Online while one session is active, idle while there are only idle ones. */
    PresenceStatus status() {
        if (sessions.isEmpty()) {
            return PresenceStatus.PRESENCE_STATUS_OFFLINE;
        }
        boolean idle = sessions.stream().allMatch(Session::idle);
        return idle ? PresenceStatus.PRESENCE_STATUS_IDLE : PresenceStatus.PRESENCE_STATUS_ONLINE;
    }
}
