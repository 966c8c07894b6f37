package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When which fault was at work. */
final class Faults {
    /**
     * A process that dies takes what it held with it, which shows after 60 s of silence; in
     * microseconds.
     */
    static final long AFTERWARDS = 75_000_000;

    /** One of them; times in microseconds, -1 for not yet. */
    static final class Fault {
        final String name;
        final String target;
        final long began;
        long healed = -1;
        long settled = -1;
        long micros = -1;
        final boolean disturbance;
        boolean unsettled;

        private Fault(Event.FaultBegan event) {
            name = event.fault();
            target = event.target();
            began = event.at();
            disturbance = event.isDisturbance();
        }

        /** Until what it disturbed was in order again, as far as is known. */
        long until() {
            return settled >= 0 ? settled : Math.max(began, healed);
        }
    }

    private final List<Fault> all = new ArrayList<>();
    private final Map<String, Fault> last = new HashMap<>();

    void began(Event.FaultBegan event) {
        Fault fault = new Fault(event);
        all.add(fault);
        last.put(event.fault(), fault);
    }

    /** The one that began so. */
    Fault find(Event.FaultBegan event) {
        return all.stream()
                .filter(fault -> fault.name.equals(event.fault()) && fault.began == event.at())
                .findFirst()
                .orElseThrow();
    }

    void healed(Event.FaultHealed event) {
        Fault fault = last.get(event.fault());
        if (fault != null) {
            fault.healed = event.at();
        }
    }

    void settled(Event.Settled event) {
        Fault fault = last.get(event.fault());
        if (fault != null) {
            fault.settled = event.at();
            fault.micros = event.micros();
        }
    }

    /**
     * Takes down that one did not settle.
     *
     * @return whether there was such a fault
     */
    boolean notSettled(Event.NotSettled event) {
        Fault fault = last.get(event.fault());
        if (fault != null) {
            fault.unsettled = true;
        }
        return fault != null;
    }

    List<Fault> all() {
        return all;
    }

    /** Whether one is at work at this moment, or was so shortly before that it may still show. */
    boolean disturb(long at) {
        for (Fault fault : all) {
            boolean over = fault.healed >= 0;
            if (fault.disturbance
                    && fault.began <= at
                    && (!over || fault.until() + AFTERWARDS >= at)) {
                return true;
            }
        }
        return false;
    }
}
