package chat.palaver.client.chat;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * In which order to try the edges. Discovery names the best first; where a draining edge sent us
 * comes before them, the one that just failed us after them. What discovery said last is kept, for
 * a client should reach an edge while the API server is away. Not thread-safe.
 */
final class EdgeRoster {
    private final Deque<URI> round = new ArrayDeque<>();
    private List<URI> known = List.of();
    private URI preferred;
    private URI avoided;

    /** What discovery says now; nothing when it did not answer. */
    void discovered(List<URI> edges) {
        if (!edges.isEmpty()) {
            known = List.copyOf(edges);
        }
    }

    /** Try this one first in the next round. */
    void prefer(URI edge) {
        preferred = edge;
    }

    /** Try this one last in the next round. */
    void avoid(URI edge) {
        avoided = edge;
    }

    /** Begins a round over all edges; preferences hold for one round. */
    void startRound() {
        Set<URI> order = new LinkedHashSet<>();
        if (preferred != null) {
            order.add(preferred);
        }
        known.stream().filter(edge -> !edge.equals(avoided)).forEach(order::add);
        order.addAll(known);
        preferred = null;
        avoided = null;
        round.clear();
        round.addAll(order);
    }

    /** The next one to try; empty when the round is over. */
    Optional<URI> next() {
        return Optional.ofNullable(round.poll());
    }
}
