package chat.palaver.client.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What has been sent and not yet answered, and what may be written to the connection now.
 *
 * <p>After a lost connection nobody knows whether a send had landed. Such a send is held until its
 * channel is caught up, for if it landed it comes back before that and is settled; only what did
 * not come back is written again, with the same id. That keeps copies out of the log instead of
 * having them recognised there. What was never written needs no such care, but does not overtake an
 * earlier send of its channel.
 *
 * <p>Several sends of a channel may be under way at a time, up to a window. If one of them is
 * answered {@code unavailable} those after it may stand before it; who cannot have that waits for
 * each answer. Times are {@link System#nanoTime()} given by the caller. Not thread-safe.
 */
final class Outbox {
    /** How much may wait, and how long an answer may take. */
    record Limits(int entries, long characters, int windowPerChannel, long answerNanos) {}

    /** A command taken out unanswered; one that was ever written may have landed. */
    record GivenUp(Outgoing outgoing, boolean mayHaveLanded) {}

    private enum State {
        NEW,
        WRITTEN,
        UNSURE,
        PAUSED
    }

    private static final class Entry {
        private final Outgoing outgoing;
        private State state = State.NEW;
        private boolean everWritten;
        private long sinceOrUntil;
        private int refusals;

        private Entry(Outgoing outgoing) {
            this.outgoing = outgoing;
        }
    }

    private final Limits limits;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long characters;
    private long repeats;

    Outbox(Limits limits) {
        this.limits = limits;
    }

    /** Takes a command in; false when there is no room or its id is in use. */
    boolean offer(Outgoing outgoing) {
        boolean fits =
                entries.size() < limits.entries()
                        && characters + outgoing.frame().length() <= limits.characters();
        if (!fits || entries.containsKey(outgoing.id())) {
            return false;
        }
        entries.put(outgoing.id(), new Entry(outgoing));
        characters += outgoing.frame().length();
        return true;
    }

    /**
     * What is to be written now, in order; it counts as written from here on.
     *
     * @param live whether a channel is caught up on this connection
     */
    List<Outgoing> due(long now, Predicate<String> live) {
        List<Outgoing> due = new ArrayList<>();
        Set<String> held = new HashSet<>();
        Map<String, Integer> underWay = new HashMap<>();
        for (Entry entry : entries.values()) {
            String channel = entry.outgoing.channel();
            boolean waiting = entry.state == State.WRITTEN && !isOverdue(entry, now);
            boolean room = underWay.getOrDefault(channel, 0) < limits.windowPerChannel();
            if (waiting) {
                underWay.merge(channel, 1, Integer::sum);
            } else if (!held.contains(channel) && room && isReady(entry, now, live)) {
                write(entry, now);
                due.add(entry.outgoing);
                underWay.merge(channel, 1, Integer::sum);
            } else {
                held.add(channel);
            }
        }
        return due;
    }

    private boolean isOverdue(Entry entry, long now) {
        return now - entry.sinceOrUntil >= limits.answerNanos();
    }

    private static boolean isReady(Entry entry, long now, Predicate<String> live) {
        return switch (entry.state) {
            case NEW, WRITTEN -> true;
            case UNSURE -> live.test(entry.outgoing.channel());
            case PAUSED -> now - entry.sinceOrUntil >= 0;
        };
    }

    private void write(Entry entry, long now) {
        if (entry.everWritten) {
            repeats++;
        }
        entry.everWritten = true;
        entry.state = State.WRITTEN;
        entry.sinceOrUntil = now;
    }

    /** It is durable or refused for good: it leaves the outbox. */
    Optional<Outgoing> settle(String id) {
        Entry entry = entries.remove(id);
        if (entry == null) {
            return Optional.empty();
        }
        characters -= entry.outgoing.frame().length();
        return Optional.of(entry.outgoing);
    }

    /** How often this one has been put off; 0 when it is not here. */
    int refusals(String id) {
        Entry entry = entries.get(id);
        return entry == null ? 0 : entry.refusals;
    }

    /** Not now: to be written again at this time, with the same id. */
    void putOff(String id, long until) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.state = State.PAUSED;
            entry.sinceOrUntil = until;
            entry.refusals++;
        }
    }

    /** The connection is gone: what was written may have landed or not. */
    void lost() {
        for (Entry entry : entries.values()) {
            if (entry.everWritten) {
                entry.state = State.UNSURE;
            }
        }
    }

    /** Takes out what has passed its deadline. */
    List<GivenUp> expire(long now) {
        return remove(entry -> now - entry.outgoing.deadlineNanos() >= 0);
    }

    /** Takes out what is bound for a channel. */
    List<GivenUp> removeChannel(String channel) {
        return remove(entry -> entry.outgoing.channel().equals(channel));
    }

    /** Takes out everything. */
    List<GivenUp> removeAll() {
        return remove(entry -> true);
    }

    private List<GivenUp> remove(Predicate<Entry> which) {
        List<GivenUp> removed = new ArrayList<>();
        for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (which.test(entry)) {
                each.remove();
                characters -= entry.outgoing.frame().length();
                removed.add(new GivenUp(entry.outgoing, entry.everWritten));
            }
        }
        return removed;
    }

    int size() {
        return entries.size();
    }

    /** How many writes were not the first of their command. */
    long repeats() {
        return repeats;
    }
}
