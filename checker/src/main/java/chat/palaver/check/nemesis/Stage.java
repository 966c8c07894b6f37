package chat.palaver.check.nemesis;

import java.time.Duration;

/** What a fault sees of the workload it befalls. */
public interface Stage {
    /** Written into the history. */
    void began(String fault, String target);

    /** Written into the history. */
    void healed(String fault, String target);

    /**
     * Waits until all that was acknowledged before the call is delivered to every connected member
     * and all devices that want to be are connected.
     *
     * @return the time it took since {@link #healed} of this fault
     * @throws IllegalStateException if not within {@code atMost}
     */
    Duration settle(String fault, Duration atMost) throws InterruptedException;

    /** Waits until so many more messages have been acknowledged. */
    void awaitProgress(int messages) throws InterruptedException;

    /** All clients of edge n (1...) drop their connections and come back at once. */
    void reconnectAll(int edge);

    /** The logs of all groups move, to their own topics and back, without a pause until closed. */
    AutoCloseable moveLogs();

    /**
     * Waits until so many more logs have been seen to have moved, or that is not to be expected.
     */
    void awaitMoves(int moves) throws InterruptedException;

    /** A client stops reading, until closed, while others say the longest texts to it. */
    AutoCloseable stopReading();
}
