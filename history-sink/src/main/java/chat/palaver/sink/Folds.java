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
 * a quiet one's: about 300 bytes each. What was used least lately goes first. Thread-safe.
 */
final class Folds {
    private final int mostEntries;
    private final Map<LogPlace, Held> held = new LinkedHashMap<>();
    private long entries;

    private record Held(Claim claim, Lent fold) {}

    /**
     * A fold with what it weighs. To count is to copy, so it is done only when enough has come in.
     *
     * @param counted entries when they were counted last
     * @param since records applied after that
     */
    record Lent(ChannelFold fold, int counted, int since) {
        private static final int UNCOUNTED = 100;

        /** A fold just loaded. */
        static Lent fresh(ChannelFold fold) {
            return new Lent(fold, count(fold), 0);
        }

        Lent grown(int records) {
            int more = since + records;
            return more > UNCOUNTED + counted / 4 ? fresh(fold) : new Lent(fold, counted, more);
        }

        int entries() {
            return counted + since;
        }

        private static int count(ChannelFold fold) {
            return 1 + fold.members().size() + fold.keptIds();
        }
    }

    /**
     * @param mostEntries ids and members, and one for each fold
     */
    Folds(int mostEntries) {
        this.mostEntries = mostEntries;
    }

    /**
     * The fold of a channel's log, which is no longer here then.
     *
     * @param log see {@link LogPart#place}: a shared log and an own one have a fold each
     */
    synchronized Optional<Lent> take(Claim claim, LogPlace log) {
        Held taken = held.remove(log);
        if (taken == null) {
            return Optional.empty();
        }
        entries -= taken.fold().entries();
        return taken.claim() == claim ? Optional.of(taken.fold()) : Optional.empty();
    }

    /** Keeps a fold for later, which may push out others; one over the bound is not kept. */
    synchronized void put(Claim claim, LogPlace log, Lent fold) {
        take(claim, log);
        held.put(log, new Held(claim, fold));
        entries += fold.entries();
        Iterator<Held> oldest = held.values().iterator();
        while (entries > mostEntries && oldest.hasNext()) {
            entries -= oldest.next().fold().entries();
            oldest.remove();
        }
    }

    /** Drops those of a partition that is somebody else's now. */
    synchronized void forget(Claim claim) {
        Iterator<Held> all = held.values().iterator();
        while (all.hasNext()) {
            Held next = all.next();
            if (next.claim() == claim) {
                entries -= next.fold().entries();
                all.remove();
            }
        }
    }

    synchronized int size() {
        return held.size();
    }
}
