package chat.palaver.presence.board;

import chat.palaver.presence.board.Session.SessionKey;
import chat.palaver.schemas.proto.AliveList;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.PresenceState;
import chat.palaver.schemas.proto.PresenceStatus;
import chat.palaver.schemas.proto.SessionAlive;
import chat.palaver.schemas.proto.SessionEnd;
import chat.palaver.schemas.proto.SessionEnded;
import chat.palaver.schemas.proto.Watch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Who is online, among the users of one partition of {@code heartbeats}: a fold over its records
 * that knows no clock. Time is the records' own, so an outage during which nothing can be written
 * makes nobody offline, and a task that is behind decides what it would have decided in time.
 *
 * <p>What one start of an edge says is in order, hence a list replaces all that edge said before,
 * and a list that was made before a session ended cannot come after its end. A session missing from
 * a list counts as lost. What has a deadline waits in a queue that is in order by itself, since
 * time never goes back and every deadline of a kind is equally far away: nothing is scanned.
 *
 * <p>After a restart the users known to have been there are held until the edges have spoken, at
 * most for a window. Not thread-safe.
 */
public final class PresenceBoard {
    private static final long NEVER = -1;

    private final PresenceRules rules;
    private final Memory memory;
    private final Outlet outlet;

    private final Map<String, UserView> users = new HashMap<>();

    /** By edge id, the one not heard of for longest first. */
    private final Map<String, EdgeView> edges = new LinkedHashMap<>();

    private final Map<String, Set<EdgeView>> watchers = new HashMap<>();
    private final Queue<Lost> lost = new ArrayDeque<>();

    /** Devices logged out within the window, and when: another edge may still list one. */
    private final Map<String, Long> loggedOut = new LinkedHashMap<>();

    /** Users whose state is due to be written again, and when. */
    private final Map<String, Long> repeats = new LinkedHashMap<>();

    /** Starts that were replaced by a later one of the same edge: what still comes is late. */
    private final Map<Start, Boolean> retired =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Start, Boolean> eldest) {
                    return size() > PresenceRules.MOST_RETIRED;
                }
            };

    /** Holds who was there before a restart. */
    private final EdgeView restored = new EdgeView(new Watcher("", 0, 0), 0);

    private long now = NEVER;
    private long freshSince;

    /** The last written state of every user ever seen. */
    public interface Memory {
        Optional<PresenceState> find(String user);

        void keep(PresenceState state);
    }

    /** Where the board speaks. */
    public interface Outlet {
        /** The state of a user, a new one or once more the present one. */
        void written(PresenceState state);

        void told(Watcher watcher, PresenceState state);

        /** The watches of this edge are dropped. */
        void forgotten(Watcher watcher);

        /** An edge watches more than it may; so many users are not watched. */
        void refused(Watcher watcher, int watches);
    }

    /** One start of an edge; which of two is the later one, only the log knows. */
    private record Start(String edge, long incarnation) {}

    private record Lost(Session session, long at) {}

    public PresenceBoard(PresenceRules rules, Memory memory, Outlet outlet) {
        this.rules = rules;
        this.memory = memory;
        this.outlet = outlet;
    }

    /** Before the first record: takes up a user who was there when the last owner stopped. */
    public void restore(PresenceState state) {
        if (state.getStatus() == PresenceStatus.PRESENCE_STATUS_OFFLINE) {
            return;
        }
        Session held = session(restored, new SessionKey(state.getUserId(), "", ""));
        held.toAlive(state.getStatus() == PresenceStatus.PRESENCE_STATUS_IDLE);
        users.get(state.getUserId()).seenAt(state.getLastSeen());
        repeats.put(state.getUserId(), NEVER);
    }

    /**
     * Takes one record.
     *
     * @param time the record's, milliseconds since the epoch
     * @return whether it counted; not if a replaced start of the edge sent it
     */
    public boolean accept(Heartbeat beat, long time) {
        advance(time);
        boolean counted = true;
        if (beat.hasTick()) {
            repeat();
        } else {
            counted = hear(beat);
        }
        expire();
        return counted;
    }

    /** Users who are not offline. */
    public int present() {
        return users.size();
    }

    /** Edges that were heard of lately. */
    public int edges() {
        return edges.size();
    }

    /** Users somebody watches. */
    public int watched() {
        return watchers.size();
    }

    private void advance(long time) {
        if (now == NEVER || time - now > rules.gap().toMillis()) {
            freshSince = time;
        }
        now = Math.max(now, time);
    }

    private boolean hear(Heartbeat beat) {
        EdgeView known = edges.get(beat.getEdge());
        if (retired.containsKey(new Start(beat.getEdge(), beat.getIncarnation()))) {
            return false;
        }
        EdgeView edge = edgeOf(beat, known);
        switch (beat.getEventCase()) {
            case ALIVE -> listed(edge, beat.getAlive());
            case SESSION -> alive(edge, beat.getSession());
            case ENDED -> ended(edge, beat.getEnded());
            case WATCH -> watch(edge, beat.getWatch());
            default -> {} // of a later version; it shows that the edge is there
        }
        return true;
    }

    private EdgeView edgeOf(Heartbeat beat, EdgeView known) {
        Watcher address = new Watcher(beat.getEdge(), beat.getIncarnation(), beat.getSlot());
        EdgeView edge = known;
        if (known == null) {
            edge = new EdgeView(address, now);
        } else if (known.address().incarnation() != address.incarnation()) {
            retire(known);
            edge = new EdgeView(address, now);
        }
        edge.movedTo(address);
        edge.heardAt(now);
        edges.remove(address.edge());
        edges.put(address.edge(), edge);
        return edge;
    }

    private void listed(EdgeView edge, AliveList list) {
        long number = edge.nextList();
        Set<String> touched = new LinkedHashSet<>();
        for (SessionAlive told : list.getSessionsList()) {
            Session session = revived(edge, told);
            if (session != null) {
                session.listedIn(number);
                touched.add(told.getUserId());
            }
        }
        for (Session session : edge.sessions().values()) {
            if (!session.lost() && !session.isListedIn(number)) {
                lose(session);
                touched.add(session.key().user());
            }
        }
        touched.forEach(this::settle);
    }

    private void alive(EdgeView edge, SessionAlive told) {
        if (revived(edge, told) != null) {
            settle(told.getUserId());
        }
    }

    /** The session, alive now; null if its device is logged out. */
    private Session revived(EdgeView edge, SessionAlive told) {
        if (loggedOut.containsKey(told.getDeviceId())) {
            return null;
        }
        SessionKey key = new SessionKey(told.getUserId(), told.getDeviceId(), told.getSessionId());
        Session known = edge.sessions().get(key);
        Session session = known == null ? session(edge, key) : known;
        session.toAlive(told.getIdle());
        UserView user = users.get(key.user());
        user.seenAt(now);
        if (known == null) {
            supersede(user, key.device());
        }
        doubt(user);
        return session;
    }

    private Session session(EdgeView edge, SessionKey key) {
        Session session = new Session(key, edge);
        edge.sessions().put(key, session);
        users.computeIfAbsent(key.user(), user -> new UserView()).sessions().add(session);
        return session;
    }

    /** A device that comes back takes the place of its lost connections. */
    private void supersede(UserView user, String device) {
        for (Session other : List.copyOf(user.sessions())) {
            if (other.lost() && other.key().device().equals(device)) {
                end(other);
            }
        }
    }

    private void ended(EdgeView edge, SessionEnded told) {
        SessionKey key = new SessionKey(told.getUserId(), told.getDeviceId(), told.getSessionId());
        Session session = edge.sessions().get(key);
        boolean logout = told.getReason() == SessionEnd.SESSION_END_LOGOUT;
        if (logout) {
            loggedOut.remove(key.device());
            loggedOut.put(key.device(), now);
        }
        UserView user = users.get(key.user());
        if (user == null) {
            return;
        }
        if (logout) {
            logOut(user, key.device(), session != null);
        } else if (session != null && told.getReason() == SessionEnd.SESSION_END_CLOSED) {
            user.seenAt(now);
            end(session);
        } else if (session != null && !session.lost()) {
            lose(session);
        }
        doubt(user);
        settle(key.user());
    }

    /** A device is one login, so all its sessions are over, those on a dead edge included. */
    private void logOut(UserView user, String device, boolean heardOfBefore) {
        for (Session session : List.copyOf(user.sessions())) {
            boolean held = session.edge() == restored;
            if (held ? heardOfBefore : session.key().device().equals(device)) {
                end(session);
            }
        }
        user.seenAt(now);
    }

    /** Once anything is heard of a user, what was known before the restart counts for a grace. */
    private void doubt(UserView user) {
        for (Session session : user.sessions()) {
            if (session.edge() == restored && !session.lost()) {
                lose(session);
            }
        }
    }

    private void lose(Session session) {
        session.toLost(now);
        users.get(session.key().user()).seenAt(now);
        lost.add(new Lost(session, now));
    }

    private void end(Session session) {
        session.toEnded();
        session.edge().sessions().remove(session.key());
        users.get(session.key().user()).sessions().remove(session);
    }

    private void watch(EdgeView edge, Watch watch) {
        if (!watch.getOn()) {
            watch.getUsersList().forEach(user -> unwatch(edge, user));
            return;
        }
        int refused = 0;
        for (String user : watch.getUsersList()) {
            if (edge.watched().size() >= PresenceRules.MOST_WATCHED
                    && !edge.watched().contains(user)) {
                refused++;
                continue;
            }
            edge.watched().add(user);
            watchers.computeIfAbsent(user, unwatched -> new LinkedHashSet<>()).add(edge);
            outlet.told(edge.address(), stateOf(user));
        }
        if (refused > 0) {
            outlet.refused(edge.address(), refused);
        }
    }

    private void unwatch(EdgeView edge, String user) {
        edge.watched().remove(user);
        watchers.computeIfPresent(
                user,
                (watched, by) -> {
                    by.remove(edge);
                    return by.isEmpty() ? null : by;
                });
    }

    /** A newer start of the edge is there: whoever was connected to this one is not any more. */
    private void retire(EdgeView edge) {
        List<Session> orphans = living(edge);
        orphans.forEach(this::lose);
        retired.put(new Start(edge.address().edge(), edge.address().incarnation()), true);
        forget(edge);
    }

    private void forget(EdgeView edge) {
        edges.remove(edge.address().edge());
        if (edge.watched().isEmpty()) {
            return;
        }
        List.copyOf(edge.watched()).forEach(user -> unwatch(edge, user));
        outlet.forgotten(edge.address());
    }

    private void expire() {
        expireLost();
        expireEdges();
        long window = rules.window().toMillis();
        if (now - freshSince >= window) {
            silence(restored);
        }
        Iterator<Long> oldest = loggedOut.values().iterator();
        while (oldest.hasNext() && now - oldest.next() >= window) {
            oldest.remove();
        }
    }

    private void expireLost() {
        long grace = rules.grace().toMillis();
        for (Lost next = lost.peek();
                next != null && now - fresh(next.at()) >= grace;
                next = lost.peek()) {
            lost.remove();
            Session session = next.session();
            if (session.lost() && session.lostAt() == next.at()) {
                end(session);
                settle(session.key().user());
            }
        }
    }

    private void expireEdges() {
        long window = rules.window().toMillis();
        List<EdgeView> gone = new ArrayList<>();
        for (EdgeView edge : edges.values()) {
            long silent = now - fresh(edge.heard());
            if (silent < window) {
                break;
            }
            silence(edge);
            if (silent >= window * PresenceRules.WINDOWS_TO_FORGET) {
                gone.add(edge);
            }
        }
        gone.forEach(this::forget);
    }

    /** Ends what an edge held that is not heard of any more. */
    private void silence(EdgeView edge) {
        for (Session session : living(edge)) {
            String user = session.key().user();
            users.get(user).seenAt(edge.heard());
            end(session);
            settle(user);
        }
    }

    private static List<Session> living(EdgeView edge) {
        return edge.sessions().values().stream().filter(session -> !session.lost()).toList();
    }

    /** Before this nothing could be heard of anybody. */
    private long fresh(long time) {
        return Math.max(time, freshSince);
    }

    /** Writes and tells a user's state if it is another now. */
    private void settle(String id) {
        UserView user = users.get(id);
        if (user == null) {
            return;
        }
        PresenceState state = stateOf(id);
        if (user.sessions().isEmpty()) {
            users.remove(id);
        }
        if (state.getStatus() == lastWritten(id).getStatus()) {
            return;
        }
        write(state);
        for (EdgeView edge : watchers.getOrDefault(id, Set.of())) {
            outlet.told(edge.address(), state);
        }
    }

    private PresenceState stateOf(String id) {
        PresenceState last = lastWritten(id);
        UserView user = users.get(id);
        if (user == null) {
            return last;
        }
        return last.toBuilder()
                .setStatus(user.status())
                .setLastSeen(Math.max(last.getLastSeen(), user.lastSeen()))
                .build();
    }

    private PresenceState lastWritten(String id) {
        return memory.find(id)
                .orElseGet(
                        () ->
                                PresenceState.newBuilder()
                                        .setUserId(id)
                                        .setStatus(PresenceStatus.PRESENCE_STATUS_OFFLINE)
                                        .build());
    }

    private void write(PresenceState state) {
        memory.keep(state);
        outlet.written(state);
        repeats.remove(state.getUserId());
        repeats.put(state.getUserId(), now);
    }

    /**
     * Writes again what was written a while ago: of those present again and again, of the others
     * once. A former owner of the partition, woken up, may have written something older since.
     */
    private void repeat() {
        List<String> due = new ArrayList<>();
        Iterator<Map.Entry<String, Long>> oldest = repeats.entrySet().iterator();
        while (oldest.hasNext() && due.size() < PresenceRules.REPEATS_AT_TICK) {
            Map.Entry<String, Long> next = oldest.next();
            if (next.getValue() != NEVER && now - next.getValue() < rules.repeat().toMillis()) {
                break;
            }
            due.add(next.getKey());
        }
        for (String id : due) {
            PresenceState state = stateOf(id);
            write(state);
            if (state.getStatus() == PresenceStatus.PRESENCE_STATUS_OFFLINE) {
                repeats.remove(id);
            }
        }
    }
}
