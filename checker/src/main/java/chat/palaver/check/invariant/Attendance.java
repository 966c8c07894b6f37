package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which devices are there, and which of those that are not would like to be. */
final class Attendance {
    private enum State {
        PRESENT,
        SHUT_OUT,
        AWAY
    }

    private final Map<String, State> devices = new LinkedHashMap<>();

    /** It wants to be there, and is not yet. */
    void hello(String device) {
        devices.put(device, State.SHUT_OUT);
    }

    void welcomed(String device) {
        devices.put(device, State.PRESENT);
    }

    void closed(Event.Closed event) {
        boolean loggedOut = devices.get(event.device()) == State.AWAY;
        devices.put(event.device(), loggedOut || event.staysAway() ? State.AWAY : State.SHUT_OUT);
    }

    void loggedOut(String device) {
        devices.put(device, State.AWAY);
    }

    List<String> present() {
        return those(State.PRESENT);
    }

    /** Those that came, were thrown out or lost their connection, and did not get in again. */
    List<String> shutOut() {
        return those(State.SHUT_OUT);
    }

    private List<String> those(State state) {
        return devices.entrySet().stream()
                .filter(device -> device.getValue() == state)
                .map(Map.Entry::getKey)
                .toList();
    }
}
