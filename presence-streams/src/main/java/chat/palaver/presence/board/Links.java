package chat.palaver.presence.board;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers what one start of a task tells each start of an edge, 1, 2, 3, so that the edge sees when
 * something is missing. Remembers the edges spoken to last; one that was forgotten and comes back
 * begins at 1 again, which the edge takes for a gap, and watches anew. Not thread-safe.
 */
public final class Links {
    public static final int MOST_LINKS = 10_000;

    private final Map<Link, Long> numbers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Link, Long> eldest) {
                    return size() > MOST_LINKS;
                }
            };

    private record Link(String edge, long incarnation) {}

    public long next(Watcher watcher) {
        return numbers.merge(new Link(watcher.edge(), watcher.incarnation()), 1L, Long::sum);
    }
}
