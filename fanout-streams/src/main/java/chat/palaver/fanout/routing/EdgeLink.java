package chat.palaver.fanout.routing;

import java.util.HashSet;
import java.util.Set;

/**
 * What one task has with one start of one edge: where it reads, what it wants, and the last number
 * sent to it. The numbers are what makes a lost or doubled record visible to the edge, so a link
 * outlives its last key and ends only when the edge is told ({@code forgotten}).
 */
final class EdgeLink {
    private final EdgeStart start;
    private final Set<String> keys = new HashSet<>();
    private int slot;
    private long heardMillis;
    private long lastNumber;

    EdgeLink(EdgeStart start, int slot) {
        this.start = start;
        this.slot = slot;
    }

    EdgeStart start() {
        return start;
    }

    int slot() {
        return slot;
    }

    Set<String> keys() {
        return keys;
    }

    long heardMillis() {
        return heardMillis;
    }

    /** The edge has spoken, and says where it reads. */
    void heard(int readsIn, long nowMillis) {
        slot = readsIn;
        heardMillis = nowMillis;
    }

    /** 1, 2, 3 ... */
    long nextNumber() {
        return ++lastNumber;
    }
}
