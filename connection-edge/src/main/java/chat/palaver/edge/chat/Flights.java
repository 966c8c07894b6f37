package chat.palaver.edge.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps what is said in a channel in its order while the channel's log moves: appends for the
 * stretch that has ended are still on their way to be found out there and appended again, and what
 * comes later must not overtake them. Confined to the loop.
 */
final class Flights {
    private final Map<String, Flight> flights = new HashMap<>();

    private static final class Flight {
        private final long epoch;
        private final Deque<Runnable> strays = new ArrayDeque<>();
        private final Deque<Runnable> later = new ArrayDeque<>();
        private int underWay;

        Flight(long epoch) {
            this.epoch = epoch;
        }
    }

    /**
     * Appends now, or when all that was appended for another stretch has come down. A channel holds
     * back no more than one new send for each session: its session's next one waits for it.
     *
     * @param epoch of the stretch for which it is to be appended
     * @param stray whether it has been appended for an earlier one: then it goes before new ones
     * @param append appends; {@link #landed} must follow
     * @param again comes back here later, when the epoch may be another
     */
    void append(String channel, long epoch, boolean stray, Runnable append, Runnable again) {
        Flight flight = flights.computeIfAbsent(channel, c -> new Flight(epoch));
        if (flight.epoch == epoch) {
            flight.underWay++;
            append.run();
        } else if (stray) {
            flight.strays.addLast(again);
        } else {
            flight.later.addLast(again);
        }
    }

    /** One append is acknowledged, or has failed, and what follows from that has been done. */
    void landed(String channel) {
        Flight flight = flights.get(channel);
        flight.underWay--;
        if (flight.underWay == 0) {
            flights.remove(channel);
            flight.strays.forEach(Runnable::run);
            flight.later.forEach(Runnable::run);
        }
    }
}
