package chat.palaver.check.history;

import java.util.List;
import java.util.function.Consumer;

/** A recorded history that can be read from its beginning any number of times. */
@FunctionalInterface
public interface History {
    /** Gives every event, in order. */
    void forEach(Consumer<? super Event> consumer);

    static History of(List<Event> events) {
        List<Event> copy = List.copyOf(events);
        return copy::forEach;
    }
}
