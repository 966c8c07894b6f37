package chat.palaver.check.invariant;

import java.util.List;
import java.util.Map;

/**
 * What is to be said of a history.
 *
 * @param counts violations of each invariant that is violated
 * @param violations the first hundred of each
 * @param complete whether the history has its end: if not, only what it has can be judged
 */
public record Verdict(
        long seed,
        Map<String, String> parameters,
        Map<Invariant, Long> counts,
        List<Violation> violations,
        Figures figures,
        List<FaultReport> faults,
        MoveReport moves,
        boolean complete) {
    public Verdict {
        parameters = Map.copyOf(parameters);
        counts = Map.copyOf(counts);
        violations = List.copyOf(violations);
        faults = List.copyOf(faults);
    }

    public boolean isGood() {
        return complete && counts.isEmpty();
    }
}
