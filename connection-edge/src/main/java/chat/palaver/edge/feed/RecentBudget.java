package chat.palaver.edge.feed;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What all feeds of an edge together may remember of recent records. Each is bounded by itself, but
 * thousands of them would fill the memory. The feed that has not been used for longest forgets
 * first: who comes to it late is served from the tables. Belongs to the loop.
 */
public final class RecentBudget {
    /** Leaves most of the smallest edge, of 256 MB, to other things. */
    public static final long MOST_BYTES = 48L << 20;

    private final long most;
    private final Set<RecentRecords> byUse = new LinkedHashSet<>();
    private long held;

    public RecentBudget() {
        this(MOST_BYTES);
    }

    RecentBudget(long most) {
        this.most = most;
    }

    /** The bytes held now. */
    long held() {
        return held;
    }

    void used(RecentRecords records) {
        byUse.remove(records);
        byUse.add(records);
    }

    void take(RecentRecords records, long bytes) {
        used(records);
        held += bytes;
        Iterator<RecentRecords> leastUsed = byUse.iterator();
        while (held > most) {
            RecentRecords next = leastUsed.next();
            while (held > most && !next.isEmpty()) {
                next.dropOldest();
            }
            if (next.isEmpty()) {
                leastUsed.remove();
            }
        }
    }

    void give(long bytes) {
        held -= bytes;
    }

    void forget(RecentRecords records) {
        byUse.remove(records);
    }
}
