package chat.palaver.bench.hops;

import java.util.Arrays;
import java.util.Optional;

/** The hops of a message, in their order, by the names that services give them. */
public enum Hop {
    QUEUE("queue", "frame arrived to handed to the producer", true),
    LOGGED("logged", "to its log-append time", true),
    FANNED_OUT("fanned_out", "to routed by the fan-out", true),
    SLOT_READ("slot_read", "to read by the edge from its slot", true),
    OWN_READ("own_read", "log-append time to read from an own log", true),
    LOOP_WAIT("loop_wait", "to folded on the loop", true),
    WRITE("write", "to written to the socket", true),
    APPEND("append", "beside it: handed over to acknowledged", false),
    SENT("sent", "the whole: frame arrived to sent written", false);

    private final String shown;
    private final String words;
    private final boolean onTheWay;

    Hop(String shown, String words, boolean onTheWay) {
        this.shown = shown;
        this.words = words;
        this.onTheWay = onTheWay;
    }

    static Optional<Hop> named(String name) {
        return Arrays.stream(values()).filter(hop -> hop.shown.equals(name)).findFirst();
    }

    public String words() {
        return words;
    }

    /** Whether it is part of what adds up to the whole. */
    boolean isOnTheWay() {
        return onTheWay;
    }
}
