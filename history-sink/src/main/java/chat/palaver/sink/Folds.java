package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.fold.ChannelFold;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folds that are kept between batches, so that a channel in use is not loaded from the tables
 * for each of its records. A fold is lent to who works with it and given back when all its rows are
 * written; one that is not given back is simply loaded again, and so is one of an earlier claim to
 * the partition: somebody else may have folded records in between.
 *
 * <p>Bounded by the ids and members in all of them, since a busy channel's fold is a thousand times
 * a quiet one's. What was used least lately goes first. Thread-safe.
 */
final class Folds {
    private static final int MEMBER = 3;

    private final int mostEntries;
    private final Map<LogPlace, Held> held = new LinkedHashMap<>();
    private long entries;

    private record Held(Claim claim, ChannelFold fold, int entries) {}

    /**
     * @param mostEntries of 40 to 85 bytes: an id is one, a member three, a fold itself one
     */
    Folds(int mostEntries) {
        this.mostEntries = mostEntries;
    }

    /**
     * The fold of a channel's log, which is no longer here then.
     *
     * @param log see {@link LogPart#place}: a shared log and an own one have a fold each
     */
    synchronized Optional<ChannelFold> take(Claim claim, LogPlace log) {
        Held taken = held.remove(log);
        if (taken == null) {
            return Optional.empty();
        }
        entries -= taken.entries();
        return taken.claim() == claim ? Optional.of(taken.fold()) : Optional.empty();
    }

    /** Keeps a fold for later, which may push out others; one over the bound is not kept. */
    synchronized void put(Claim claim, LogPlace log, ChannelFold fold) {
        take(claim, log);
        int more = 1 + MEMBER * fold.members().size() + fold.keptIds();
        held.put(log, new Held(claim, fold, more));
        entries += more;
        Iterator<Held> oldest = held.values().iterator();
        while (entries > mostEntries && oldest.hasNext()) {
            entries -= oldest.next().entries();
            oldest.remove();
        }
    }

    /** Drops those of a partition that is somebody else's now. */
    synchronized void forget(Claim claim) {
        Iterator<Held> all = held.values().iterator();
        while (all.hasNext()) {
            Held next = all.next();
            if (next.claim() == claim) {
                entries -= next.entries();
                all.remove();
            }
        }
    }

    synchronized int size() {
        return held.size();
    }
}
