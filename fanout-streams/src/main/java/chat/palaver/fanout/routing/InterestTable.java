package chat.palaver.fanout.routing;

import chat.palaver.schemas.proto.Interest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which edges want which keys, as the log has said so far. In memory only and never restored: a
 * persisted copy could be overwritten by a task that has lost its partition without knowing.
 *
 * <p>Its size is bounded by the edges: {@link #MOST_LINKS} of them, each with the keys its own
 * limits on sessions allow.
 */
final class InterestTable {
    /** As many as there can be slots; more are left over from edges that are gone. */
    static final int MOST_LINKS = 10_000;

    private final Map<EdgeStart, EdgeLink> links = new LinkedHashMap<>();
    private final Map<String, List<EdgeLink>> linksByKey = new HashMap<>();

    /** The links that want a key, in the order in which they asked. */
    List<EdgeLink> linksOf(String key) {
        return linksByKey.getOrDefault(key, List.of());
    }

    /** Every link, the oldest first. */
    Collection<EdgeLink> links() {
        return Collections.unmodifiableCollection(links.values());
    }

    int keys() {
        return linksByKey.size();
    }

    /** Adds to what a start of an edge wants, the link included if there is none. */
    void on(EdgeStart start, Interest interest, long nowMillis) {
        EdgeLink link =
                links.computeIfAbsent(start, absent -> new EdgeLink(absent, interest.getSlot()));
        link.heard(interest.getSlot(), nowMillis);
        for (String key : interest.getKeysList()) {
            if (link.keys().add(key)) {
                linksByKey.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(link);
            }
        }
    }

    /** Takes from what a start of an edge wants; nothing if it is not known. */
    void off(EdgeStart start, Interest interest, long nowMillis) {
        EdgeLink link = links.get(start);
        if (link == null) {
            return;
        }
        link.heard(interest.getSlot(), nowMillis);
        for (String key : interest.getKeysList()) {
            if (link.keys().remove(key)) {
                unlink(key, link);
            }
        }
    }

    /** Removes a link with everything it wants. */
    void remove(EdgeLink link) {
        links.remove(link.start());
        link.keys().forEach(key -> unlink(key, link));
    }

    private void unlink(String key, EdgeLink link) {
        List<EdgeLink> wanting = linksByKey.get(key);
        wanting.remove(link);
        if (wanting.isEmpty()) {
            linksByKey.remove(key);
        }
    }
}
