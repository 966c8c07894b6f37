package chat.palaver.check.invariant;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The violations found, all of them counted, the first of each invariant kept. */
final class Findings {
    /** Kept of each invariant: who has more than that to read looks at the first ones anyway. */
    static final int KEPT = 100;

    private final Map<Invariant, Long> counts = new EnumMap<>(Invariant.class);
    private final List<Violation> kept = new ArrayList<>();

    void add(Violation violation) {
        if (counts.merge(violation.invariant(), 1L, Long::sum) <= KEPT) {
            kept.add(violation);
        }
    }

    void add(
            Invariant invariant,
            long at,
            String what,
            String channel,
            String device,
            String id,
            Long... positions) {
        add(new Violation(invariant, at, what, channel, device, id, List.of(positions)));
    }

    Map<Invariant, Long> counts() {
        return counts.isEmpty() ? Map.of() : new EnumMap<>(counts);
    }

    List<Violation> kept() {
        return List.copyOf(kept);
    }
}
