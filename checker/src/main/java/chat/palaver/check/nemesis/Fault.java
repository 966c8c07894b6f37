package chat.palaver.check.nemesis;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** One way for things to break. */
public interface Fault {
    /** As it is asked for by name and stands in the history: {@code kill-edge}. */
    String name();

    /**
     * Chooses whom it befalls.
     *
     * @return nothing if this system has nobody it could befall, as with leaders of one broker
     */
    Optional<Strike> aim(Target target, Random random) throws Exception;

    /** Within which everything acknowledged has to be delivered after it has healed. */
    default Duration settleLimit() {
        return Duration.ofMinutes(2);
    }
}
