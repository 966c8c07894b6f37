package chat.palaver.schemas.fold;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The ids of a channel that are remembered, in the order in which they were kept. An edge remembers
 * an hour of all its channels, most of what it has on its heap; as objects an id took 250 bytes,
 * and a collection had to walk through all of them. Here it takes 40 to 85: a ring of columns,
 * oldest first, and a hash table of places in it. A UUID is two numbers; other ids are held as they
 * came.
 *
 * <p>Not thread-safe.
 */
final class KeptIds {
    private static final int SMALLEST = 4;

    /**
     * Clients choose the ids: were the hashes known, some could be chosen that all meet in one
     * place.
     */
    private static final long SEED = new SecureRandom().nextLong();

    private static final long ODD = new SecureRandom().nextLong() | 1;

    private static final Ring EMPTY = new Ring(0, false);

    private final int most;
    private final Map<String, Sender> senders = new HashMap<>();
    private Ring ring = EMPTY;

    /**
     * Places in the ring, each one more than it is; 0 is free. A power of two, half full at most.
     */
    private int[] table = {};

    private int oldest;
    private int size;

    /** A sender with remembered ids, and how many. */
    private static final class Sender {
        private final String user;
        private int ids;

        Sender(String user) {
            this.user = user;
        }
    }

    /** An id as the columns have it: {@code text} is null for a UUID. */
    private record Id(long high, long low, String text) {
        String whole() {
            return text == null ? new UUID(high, low).toString() : text;
        }

        /** Only what {@link UUID#toString} gives back is held as one. */
        static Id of(String id) {
            return isDashed(id) ? ofHex(id) : ofText(id);
        }

        private static boolean isDashed(String id) {
            return id.length() == 36
                    && id.charAt(8) == '-'
                    && id.charAt(13) == '-'
                    && id.charAt(18) == '-'
                    && id.charAt(23) == '-';
        }

        private static Id ofHex(String id) {
            long a = hex(id, 0, 8);
            long b = hex(id, 9, 13);
            long c = hex(id, 14, 18);
            long d = hex(id, 19, 23);
            long e = hex(id, 24, 36);
            return (a | b | c | d | e) < 0
                    ? ofText(id)
                    : new Id(a << 32 | b << 16 | c, d << 48 | e, null);
        }

        /** Negative if there is anything else than hexadecimal digits as a UUID is written with. */
        private static long hex(String id, int from, int to) {
            long value = 0;
            for (int i = from; i < to; i++) {
                char c = id.charAt(i);
                if (c >= '0' && c <= '9') {
                    value = value << 4 | c - '0';
                } else if (c >= 'a' && c <= 'f') {
                    value = value << 4 | c - 'a' + 10;
                } else {
                    return -1;
                }
            }
            return value;
        }

        private static Id ofText(String id) {
            long hash = SEED;
            for (int i = 0; i < id.length(); i++) {
                hash = mixed(hash ^ id.charAt(i));
            }
            return new Id(hash, id.length(), id);
        }
    }

    /** The columns; {@code texts} is null while all ids are UUIDs. */
    private static final class Ring {
        private final Sender[] senders;
        private final long[] high;
        private final long[] low;
        private final long[] positions;
        private final long[] times;
        private String[] texts;

        Ring(int capacity, boolean withTexts) {
            senders = new Sender[capacity];
            high = new long[capacity];
            low = new long[capacity];
            positions = new long[capacity];
            times = new long[capacity];
            texts = withTexts ? new String[capacity] : null;
        }

        int capacity() {
            return high.length;
        }

        void set(int at, Sender sender, Id id, KeptId kept) {
            senders[at] = sender;
            high[at] = id.high();
            low[at] = id.low();
            positions[at] = kept.position();
            times[at] = kept.time();
            if (id.text() != null && texts == null) {
                texts = new String[capacity()];
            }
            if (texts != null) {
                texts[at] = id.text();
            }
        }

        void clear(int at) {
            senders[at] = null;
            if (texts != null) {
                texts[at] = null;
            }
        }

        Id id(int at) {
            return new Id(high[at], low[at], texts == null ? null : texts[at]);
        }

        KeptId get(int at) {
            return new KeptId(senders[at].user, id(at).whole(), positions[at], times[at]);
        }

        boolean is(int at, Sender sender, Id id) {
            return senders[at] == sender
                    && high[at] == id.high
                    && low[at] == id.low
                    && (texts == null ? id.text == null : Objects.equals(texts[at], id.text));
        }

        /** The {@code count} entries from {@code oldest} on become the first of another. */
        Ring copy(int oldest, int count, int capacity) {
            Ring copy = new Ring(capacity, texts != null);
            int first = Math.min(count, capacity() - oldest);
            copyColumns(oldest, copy, 0, first);
            copyColumns(0, copy, first, count - first);
            return copy;
        }

        private void copyColumns(int from, Ring to, int at, int count) {
            System.arraycopy(senders, from, to.senders, at, count);
            System.arraycopy(high, from, to.high, at, count);
            System.arraycopy(low, from, to.low, at, count);
            System.arraycopy(positions, from, to.positions, at, count);
            System.arraycopy(times, from, to.times, at, count);
            if (texts != null) {
                System.arraycopy(texts, from, to.texts, at, count);
            }
        }
    }

    /**
     * @param most of which the oldest is forgotten when another is kept, 1 or more
     */
    KeptIds(int most) {
        this.most = most;
    }

    int size() {
        return size;
    }

    /** The last that was kept of this sender and id. */
    Optional<KeptId> find(String sender, String id) {
        Sender known = senders.get(sender);
        if (known == null) {
            return Optional.empty();
        }
        int slot = slotOf(known, Id.of(id));
        int at = table[slot] - 1;
        return at < 0
                ? Optional.empty()
                : Optional.of(new KeptId(sender, id, ring.positions[at], ring.times[at]));
    }

    /** Remembers one more, in the place of what was kept before under the same id. */
    void keep(KeptId kept) {
        if (size == ring.capacity()) {
            resize(Math.max(SMALLEST, 2 * size));
        }
        Sender sender = senders.computeIfAbsent(kept.sender(), Sender::new);
        sender.ids++;
        Id id = Id.of(kept.id());
        int at = place(size);
        ring.set(at, sender, id, kept);
        size++;
        table[slotOf(sender, id)] = at + 1;
        if (size > most) {
            forgetOldest();
        }
    }

    /**
     * Forgets from the oldest on, up to the first that is not older.
     *
     * @param time log-append time, milliseconds since the epoch
     */
    void forgetBefore(long time) {
        while (size > 0 && ring.times[oldest] < time) {
            forgetOldest();
        }
        if (ring.capacity() > SMALLEST && size < ring.capacity() / 4) {
            resize(Math.max(SMALLEST, Integer.highestOneBit(Math.max(size, 1)) * 2));
        }
    }

    /** A copy, oldest first. */
    List<KeptId> oldestFirst() {
        List<KeptId> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(ring.get(place(i)));
        }
        return all;
    }

    /** An id kept again has a newer entry, which stays. */
    private void forgetOldest() {
        Sender sender = ring.senders[oldest];
        int slot = slotOf(sender, ring.id(oldest));
        if (table[slot] == oldest + 1) {
            free(slot);
        }
        sender.ids--;
        if (sender.ids == 0) {
            senders.remove(sender.user);
        }
        ring.clear(oldest);
        oldest = place(1);
        size--;
    }

    private int place(int behindOldest) {
        return oldest + behindOldest & ring.capacity() - 1;
    }

    private void resize(int capacity) {
        ring = ring.copy(oldest, size, capacity);
        oldest = 0;
        table = new int[2 * capacity];
        for (int at = 0; at < size; at++) {
            table[slotOf(ring.senders[at], ring.id(at))] = at + 1;
        }
    }

    /** Where the table has this sender and id, or would have them. */
    private int slotOf(Sender sender, Id id) {
        int slot = home(sender, id);
        while (table[slot] != 0 && !ring.is(table[slot] - 1, sender, id)) {
            slot = next(slot);
        }
        return slot;
    }

    private int home(Sender sender, Id id) {
        long hash = mixed(mixed(id.high() ^ SEED) ^ id.low());
        return (int) mixed(hash ^ sender.user.hashCode()) & table.length - 1;
    }

    /** Not linear, or ids could be chosen that meet whatever the seed is. */
    private static long mixed(long hash) {
        long product = hash * ODD;
        return product ^ product >>> 32;
    }

    private int next(int slot) {
        return slot + 1 & table.length - 1;
    }

    /** Moves up what would not be found any more behind a free slot. */
    private void free(int slot) {
        int hole = slot;
        for (int at = next(slot); table[at] != 0; at = next(at)) {
            int entry = table[at] - 1;
            int home = home(ring.senders[entry], ring.id(entry));
            if (distance(home, at) >= distance(hole, at)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private int distance(int from, int to) {
        return to - from & table.length - 1;
    }
}
