package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Compares what watchers are told of a user with whether he is connected. Each stretch of time in
 * which a user was steadily on or off, seen by one session that watched him, is one comparison:
 * once the window is over and until the stretch ends, the watcher must have been told the truth.
 * Stretches in which a fault was at work are left out; what is promised then is that it comes right
 * afterwards.
 */
final class PresenceTruth {
    private static final long SECOND = 1_000_000;

    /** To be told of somebody who comes, or the state at {@code watch}. */
    static final long ONLINE_WINDOW = 5 * SECOND;

    /** 15 s after a lost connection, and as long again as everything else may take. */
    static final long LOST_WINDOW = 20 * SECOND;

    /** 2 s after a log-out. */
    static final long LOGGED_OUT_WINDOW = 7 * SECOND;

    /** A user who is steadily on or off since. */
    private static final class Stretch {
        private final boolean online;
        private final long since;
        private final long due;

        private Stretch(boolean online, long since, long due) {
            this.online = online;
            this.since = since;
            this.due = due;
        }
    }

    /** What one session has been told of one user. */
    private static final class Watch {
        private final long since;
        private String status;
        private long toldAt;

        private Watch(long since) {
            this.since = since;
        }
    }

    private final Findings findings;
    private final Faults faults;
    private final Map<String, Stretch> users = new HashMap<>();
    private final Map<String, Set<String>> on = new HashMap<>();
    private final Map<String, Set<String>> coming = new HashMap<>();
    private final Set<String> loggedOut = new HashSet<>();
    private final Map<String, Map<String, Long>> heldUntil = new HashMap<>();
    private final Map<String, Map<String, Watch>> watches = new HashMap<>();
    private long compared;
    private long lag;

    PresenceTruth(Findings findings, Faults faults) {
        this.findings = findings;
        this.faults = faults;
    }

    /**
     * What everything takes on this machine, an answer to a send for one: the windows are promised
     * of a system that has the processors it needs.
     */
    void lag(long micros) {
        lag = micros;
    }

    /** How many comparisons there were. */
    long compared() {
        return compared;
    }

    /** From now on he may be there: an edge may say so before it says welcome. */
    void hello(long at, String device) {
        loggedOut.remove(device);
        devices(coming, device).add(device);
        become(at, Chains.userOf(device));
    }

    void welcomed(long at, String device) {
        devices(coming, device).remove(device);
        devices(on, device).add(device);
        become(at, Chains.userOf(device));
    }

    private static Set<String> devices(Map<String, Set<String>> users, String device) {
        return users.computeIfAbsent(Chains.userOf(device), u -> new HashSet<>());
    }

    void loggedOut(String device) {
        loggedOut.add(device);
    }

    void closed(long at, String device) {
        judgeAll(at, watches.remove(device), device);
        boolean came = devices(coming, device).remove(device);
        if (devices(on, device).remove(device) || came) {
            // Another device may have gone shortly before, and be taken to be there for longer.
            long window = loggedOut.contains(device) ? LOGGED_OUT_WINDOW : LOST_WINDOW;
            String user = Chains.userOf(device);
            heldUntil.computeIfAbsent(user, u -> new HashMap<>()).put(device, at + window);
            become(at, user);
        }
    }

    void watched(Event.Watched event) {
        Map<String, Watch> mine = watches.computeIfAbsent(event.device(), d -> new HashMap<>());
        event.users().forEach(user -> mine.putIfAbsent(user, new Watch(event.at())));
    }

    void seen(Event.PresenceSeen event) {
        Watch watch = watches.getOrDefault(event.device(), Map.of()).get(event.user());
        if (watch != null) {
            judge(event.at(), event.user(), watch, event.device());
            watch.status = event.status();
            watch.toldAt = event.at();
        }
    }

    /** At the end, and when calm is about to end: what is believed now must be so. */
    void look(long at) {
        watches.forEach((device, mine) -> judgeAll(at, mine, device));
    }

    private void become(long at, String user) {
        Stretch before = users.get(user);
        Stretch next = stretch(at, user);
        boolean changes =
                before == null || next == null ? before != next : before.online != next.online;
        if (!changes) {
            return;
        }
        watches.forEach(
                (device, mine) -> {
                    Watch watch = mine.get(user);
                    if (watch != null) {
                        judge(at, user, watch, device);
                    }
                });
        users.put(user, next);
    }

    /** What begins now; null while it cannot be said. */
    private Stretch stretch(long at, String user) {
        if (!on.getOrDefault(user, Set.of()).isEmpty()) {
            return new Stretch(true, at, at + ONLINE_WINDOW);
        }
        if (!coming.getOrDefault(user, Set.of()).isEmpty()) {
            return null;
        }
        return new Stretch(false, at, Collections.max(heldUntil.get(user).values()));
    }

    private void judgeAll(long at, Map<String, Watch> mine, String device) {
        if (mine != null) {
            mine.forEach((user, watch) -> judge(at, user, watch, device));
        }
    }

    /** What the session believed until now must be true of now, unless the window is still open. */
    private void judge(long at, String user, Watch watch, String device) {
        Stretch stretch = users.get(user);
        if (stretch == null) {
            return;
        }
        long due = lag + Math.max(stretch.due, watch.since + ONLINE_WINDOW);
        long believedFrom = Math.max(due, watch.toldAt);
        if (at <= due || faults.disturb(at)) {
            return;
        }
        compared++;
        boolean believed = watch.status != null && !watch.status.equals("offline");
        if (believed != stretch.online && at - believedFrom > 0) {
            findings.add(
                    Invariant.I9,
                    at,
                    user
                            + " is "
                            + (stretch.online ? "online" : "offline")
                            + " since "
                            + seconds(at - stretch.since)
                            + " s, and this device was told "
                            + (watch.status == null ? "nothing" : watch.status)
                            + " and watches since "
                            + seconds(at - watch.since)
                            + " s",
                    null,
                    device,
                    null);
        }
    }

    private static long seconds(long micros) {
        return micros / SECOND;
    }
}
