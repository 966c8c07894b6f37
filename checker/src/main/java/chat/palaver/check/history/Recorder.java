package chat.palaver.check.history;

import java.util.function.LongFunction;

/** Takes down what happens, from any thread. */
@FunctionalInterface
public interface Recorder {
    /**
     * Writes one event.
     *
     * @param event made of the time it gets
     * @return that time, microseconds since the history began
     */
    long record(LongFunction<Event> event);
}
