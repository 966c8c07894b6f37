package chat.palaver.check.nemesis;

import java.util.ArrayList;
import java.util.List;

/**
 * What one system has to go through.
 *
 * <p>Every fault there is takes more than an hour. So they are spread over three rounds, each with
 * a seed of its own: the ends of processes come in each of them, since with every seed they meet
 * the system in another state; each way for the network to break comes in one. In the last round
 * there are three brokers.
 *
 * @param number 1, 2 or 3
 * @param brokers of the system, 1 or 3
 */
public record Round(int number, int brokers, List<Fault> faults) {
    public static final int COUNT = 3;
    private static final int THREE_BROKERS = 3;

    public Round {
        faults = List.copyOf(faults);
    }

    /** All three; together they have every fault. */
    public static List<Round> all() {
        List<Round> rounds = new ArrayList<>();
        for (int number = 1; number <= COUNT; number++) {
            boolean last = number == COUNT;
            List<Fault> faults = new ArrayList<>(Faults.ofProcesses());
            if (last) {
                faults.addAll(Faults.ofSeveralBrokers());
            }
            List<Fault> links = Faults.ofLinks();
            for (int i = number - 1; i < links.size(); i += COUNT) {
                faults.add(links.get(i));
            }
            rounds.add(new Round(number, last ? THREE_BROKERS : 1, faults));
        }
        return rounds;
    }

    /** Whether the system needs a proxy between its parts. */
    public boolean needsProxies() {
        return faults.stream().anyMatch(BrokenLink.class::isInstance);
    }

    /** Whether the first broker needs a small disk of its own. */
    public boolean needsSmallDisk() {
        return faults.stream().anyMatch(FullDisk.class::isInstance);
    }
}
