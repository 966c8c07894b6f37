package chat.palaver.check.workload;

import chat.palaver.client.api.ApiSession;
import chat.palaver.client.socket.RawSession;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One device: what it is connected to, and how far it is in each channel. Keeps its own positions,
 * and hides nothing: what comes twice, too early or from elsewhere goes into the history as it
 * came. Belongs to the loop.
 */
final class Device {
    private final Person person;
    private final String name;
    private final Map<Room, Long> last = new HashMap<>();
    private final Set<Room> live = new HashSet<>();
    private final Awaited awaited = new Awaited();
    private volatile ApiSession login;
    private RawSession connection;
    private int session;
    private String edge;
    private boolean wanted = true;
    private boolean asleep;
    private boolean opening;
    private boolean welcomed;
    private boolean reading = true;
    private int failures;
    private long heardNanos;

    Device(Person person, int number, ApiSession login) {
        this.person = person;
        this.name = person.name() + "." + number;
        this.login = login;
    }

    Person person() {
        return person;
    }

    String name() {
        return name;
    }

    ApiSession login() {
        return login;
    }

    void login(ApiSession fresh) {
        login = fresh;
    }

    /** Whether it should be connected. */
    boolean wanted() {
        return wanted;
    }

    void wanted(boolean now) {
        wanted = now;
    }

    /** It stays away until it is woken. */
    void sleep() {
        asleep = true;
        wanted = false;
    }

    boolean isAsleep() {
        return asleep;
    }

    /** It may come, and stands at these positions as if it had been there. */
    void wake(Map<Room, Long> from) {
        asleep = false;
        wanted = true;
        last.putAll(from);
    }

    boolean isFree() {
        return connection == null && !opening;
    }

    /** On its way to an edge. */
    int open(String to) {
        opening = true;
        edge = to;
        return ++session;
    }

    void notOpened() {
        opening = false;
        failures++;
    }

    void opened(RawSession to, long nanos) {
        opening = false;
        connection = to;
        welcomed = false;
        reading = true;
        heardNanos = nanos;
        live.clear();
    }

    void welcome() {
        welcomed = true;
        failures = 0;
    }

    /** Forgets the connection, if it is this one; the positions stay. */
    boolean lose(int which) {
        if (connection == null || which != session) {
            return false;
        }
        connection = null;
        welcomed = false;
        reading = true;
        live.clear();
        return true;
    }

    boolean isCurrent(int which) {
        return connection != null && which == session;
    }

    RawSession connection() {
        return connection;
    }

    int session() {
        return session;
    }

    String edge() {
        return edge;
    }

    int failures() {
        return failures;
    }

    boolean isConnected() {
        return connection != null && welcomed;
    }

    boolean isReading() {
        return reading;
    }

    void reading(boolean on) {
        reading = on;
        connection.reading(on);
    }

    void heard(long nanos) {
        heardNanos = nanos;
    }

    long heardNanos() {
        return heardNanos;
    }

    /** What its connection may still answer. */
    Awaited awaited() {
        return awaited;
    }

    /** Its positions, by channel. */
    Map<Room, Long> positions() {
        return last;
    }

    void stands(Room room, long position) {
        last.merge(room, position, Math::max);
    }

    void caughtUp(Room room, long position) {
        stands(room, position);
        live.add(room);
    }

    void left(Room room) {
        last.remove(room);
        live.remove(room);
    }

    boolean isLive(Room room) {
        return live.contains(room);
    }

    /** Whether it is connected and has everything up to here, in every channel it follows. */
    boolean has(Map<Room, Long> positions) {
        if (!isConnected()) {
            return false;
        }
        for (Map.Entry<Room, Long> entry : last.entrySet()) {
            boolean behind =
                    !live.contains(entry.getKey())
                            || entry.getValue() < positions.getOrDefault(entry.getKey(), 0L);
            if (behind) {
                return false;
            }
        }
        return true;
    }

    /** Where it stands, in words. */
    String state(Map<Room, Long> wantedPositions) {
        if (!isConnected()) {
            return name + (opening ? " is connecting to " : " is not connected, last to ") + edge;
        }
        StringBuilder words = new StringBuilder(name + " at " + edge + ":");
        last.forEach(
                (room, position) -> {
                    long should = wantedPositions.getOrDefault(room, 0L);
                    if (!live.contains(room) || position < should) {
                        words.append(" ").append(room.name()).append(" at ").append(position);
                        words.append(" of ").append(should);
                        words.append(live.contains(room) ? "" : " not caught up");
                    }
                });
        return words.toString();
    }

    void abort() {
        if (connection != null) {
            connection.abort();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
