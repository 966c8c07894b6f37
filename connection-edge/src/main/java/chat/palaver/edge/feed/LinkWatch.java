package chat.palaver.edge.feed;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Watches the numbers that one partition's stream tasks give to what they send this edge, and says
 * when something may be missing. Each task incarnation numbers on its own, so a task and a zombie
 * of it may speak in turns: whoever is in sequence can be believed, since he routes everything
 * behind the interest record he has seen.
 */
public final class LinkWatch {
    private static final int MOST_INCARNATIONS = 16;

    private final Map<Long, Long> expected =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
                    return size() > MOST_INCARNATIONS;
                }
            };

    /** What to do with something that came over the link. */
    public enum Verdict {
        /** Nothing is missing before it. */
        IN_SEQUENCE,
        /** It came before, or what made it superfluous did. */
        OLD,
        /** Something may be missing: read the log. */
        BROKEN
    }

    /** A task incarnation says that it starts. */
    public Verdict started(long incarnation) {
        if (expected.containsKey(incarnation)) {
            return Verdict.OLD;
        }
        expected.put(incarnation, 1L);
        return Verdict.BROKEN;
    }

    /** A task incarnation says that it dropped this edge's interest, and its numbers with it. */
    public Verdict forgotten(long incarnation) {
        expected.remove(incarnation);
        return Verdict.BROKEN;
    }

    /**
     * Something numbered came. A first one always begins a numbering: what was sent before a {@code
     * forgotten} and comes late behind it would else make everything of the new numbering look old.
     */
    public Verdict numbered(long incarnation, long number) {
        Long next = expected.get(incarnation);
        if (next != null && number < next && number != 1) {
            return Verdict.OLD;
        }
        expected.put(incarnation, number + 1);
        return next != null && next == number ? Verdict.IN_SEQUENCE : Verdict.BROKEN;
    }

    /** What came was not all: nobody is in sequence any more. */
    public void lost() {
        expected.clear();
    }
}
