package chat.palaver.kit;

import chat.palaver.kit.metrics.Metrics;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What a service is given to run with.
 *
 * @param name as in logs and thread names
 * @param failure told of what the service cannot go on after; see {@link #fail}
 */
public record ServiceContext(
        String name, Metrics metrics, Health health, Clock clock, Consumer<Throwable> failure) {

    /** For tests and tools: nothing is exported and {@code failure} hears what failed. */
    public static ServiceContext alone(String name, Clock clock, Consumer<Throwable> failure) {
        return new ServiceContext(name, new Metrics(), new Health(), clock, failure);
    }

    /**
     * Ends the service, for a reason it cannot mend by trying again: health goes bad at once, the
     * service is closed, and a process of its own exits with 1. Returns at once, from any thread;
     * only the first call counts.
     */
    public void fail(Throwable cause) {
        failure.accept(cause);
    }

    /** Threads whose uncaught exceptions end the service: a dead thread must not go unseen. */
    public NamedThreads threads(String purpose) {
        return new NamedThreads(name + "-" + purpose, (thread, cause) -> fail(cause));
    }
}
