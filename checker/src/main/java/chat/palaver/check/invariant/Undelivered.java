package chat.palaver.check.invariant;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many deliveries are owed at each moment: an answered message, a device of a member that is
 * connected, and it has not come there. Counted per channel, so that a delivery costs little.
 */
final class Undelivered {
    /** Answered positions a channel keeps: a device farther behind than that owes no more. */
    private static final int KEPT = 50_000;

    private static final NavigableSet<Long> NONE = Collections.emptyNavigableSet();

    private final Map<String, NavigableSet<Long>> answered = new HashMap<>();
    private final Map<String, Map<String, Long>> last = new HashMap<>();
    private final Map<String, Map<String, Integer>> owed = new HashMap<>();
    private final Set<String> connected = new HashSet<>();
    private long total;

    long total() {
        return total;
    }

    /** A device goes on from here in a channel: it is owed what was answered above. */
    void stands(String device, String channel, long position) {
        Long before = last.computeIfAbsent(channel, c -> new HashMap<>()).put(device, position);
        if (!connected.contains(device)) {
            return;
        }
        if (before == null || before > position) {
            owe(channel, device, countAbove(channel, position));
        } else {
            int came =
                    answered.getOrDefault(channel, NONE)
                            .subSet(before, false, position, true)
                            .size();
            owe(channel, device, owed(channel, device) - came);
        }
    }

    void connected(String device) {
        if (connected.add(device)) {
            last.forEach(
                    (channel, devices) -> {
                        Long position = devices.get(device);
                        if (position != null) {
                            owe(channel, device, countAbove(channel, position));
                        }
                    });
        }
    }

    void disconnected(String device) {
        if (connected.remove(device)) {
            owed.keySet().forEach(channel -> owe(channel, device, 0));
        }
    }

    /** No longer a member, or not yet told of it. */
    void gone(String device, String channel) {
        last.getOrDefault(channel, Map.of()).remove(device);
        owe(channel, device, 0);
    }

    void acknowledged(String channel, long position) {
        NavigableSet<Long> positions = answered.computeIfAbsent(channel, c -> new TreeSet<>());
        if (!positions.add(position)) {
            return;
        }
        if (positions.size() > KEPT) {
            positions.pollFirst();
        }
        last.getOrDefault(channel, Map.of())
                .forEach(
                        (device, at) -> {
                            if (at < position && connected.contains(device)) {
                                owe(channel, device, owed(channel, device) + 1);
                            }
                        });
    }

    private int countAbove(String channel, long position) {
        return answered.getOrDefault(channel, NONE).tailSet(position, false).size();
    }

    private int owed(String channel, String device) {
        return owed.getOrDefault(channel, Map.of()).getOrDefault(device, 0);
    }

    private void owe(String channel, String device, int count) {
        Integer before = owed.computeIfAbsent(channel, c -> new HashMap<>()).put(device, count);
        total += count - (before == null ? 0 : before);
    }
}
