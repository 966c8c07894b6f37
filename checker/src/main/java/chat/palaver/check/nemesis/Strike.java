package chat.palaver.check.nemesis;

import java.time.Duration;

/** A fault that has chosen whom it befalls. Used once, its methods in this order. */
public interface Strike {
    /** Whom it befalls; for people. */
    String victim();

    /** Lets it happen. May take long, as when a fault is many in a row. */
    void begin(Stage stage) throws Exception;

    /** How long it is left as it is. */
    default Duration lasts() {
        return Duration.ZERO;
    }

    /** Ends it; called also when {@link #begin} has failed half-way. */
    void heal() throws Exception;

    /** What is put right only when the workload has settled, because it had to settle without. */
    default void repair() throws Exception {}
}
