package chat.palaver.check.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attempts whose answers one connection of a device may still bring. One that is waited for no
 * longer stays known until the connection ends: its answer may come all the same, and what it says
 * is as binding as if it had come in time. Belongs to the loop.
 */
final class Awaited {
    /** An attempt at a send on one session of a device. */
    record Attempt(Send send, int number, int session) {}

    /**
     * What an answer belongs to.
     *
     * @param late whether it was waited for no longer
     */
    record Match(Attempt attempt, boolean late) {}

    private final Map<String, Attempt> pending = new HashMap<>();
    private final Map<String, Deque<Attempt>> late = new HashMap<>();

    /** An attempt is made, the only one with this id that is waited for. */
    void add(Attempt attempt) {
        pending.put(attempt.send().id(), attempt);
    }

    boolean isWaitedFor(String id) {
        return pending.containsKey(id);
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /**
     * It has taken too long.
     *
     * @return whether it was waited for until now
     */
    boolean giveUp(Attempt attempt) {
        String id = attempt.send().id();
        if (!pending.remove(id, attempt)) {
            return false;
        }
        late.computeIfAbsent(id, i -> new ArrayDeque<>()).add(attempt);
        return true;
    }

    /** An answer came: it is that of the oldest attempt with this id that has none. */
    Optional<Match> answered(String id) {
        Deque<Attempt> before = late.get(id);
        if (before == null) {
            return Optional.ofNullable(pending.remove(id)).map(now -> new Match(now, false));
        }
        Attempt oldest = before.remove();
        if (before.isEmpty()) {
            late.remove(id);
        }
        return Optional.of(new Match(oldest, true));
    }

    /** The connection is gone: gives what was waited for, and forgets all. */
    List<Attempt> lost() {
        List<Attempt> lost = List.copyOf(pending.values());
        pending.clear();
        late.clear();
        return lost;
    }
}
