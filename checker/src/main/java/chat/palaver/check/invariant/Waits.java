package chat.palaver.check.invariant;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long an answered message took to come to a device that wanted it: one that was connected, or
 * that had lost its connection through no doing of its own. What a device missed while it was away
 * because it chose to be counts from when it came back.
 */
final class Waits {
    /** Answered positions a channel keeps: a device farther behind than that is not measured. */
    private static final int KEPT = 50_000;

    private static final NavigableMap<Long, Long> NONE = Collections.emptyNavigableMap();

    private final Map<String, NavigableMap<Long, Long>> answered = new HashMap<>();
    private final Map<String, Map<String, Long>> last = new HashMap<>();
    private final Map<String, Long> wantedSince = new HashMap<>();
    private final Set<String> away = new HashSet<>();

    /** A message stands at a position, since now. */
    void acknowledged(String channel, long position, long at) {
        NavigableMap<Long, Long> positions =
                answered.computeIfAbsent(channel, c -> new TreeMap<>());
        positions.putIfAbsent(position, at);
        if (positions.size() > KEPT) {
            positions.pollFirstEntry();
        }
    }

    /**
     * A device has come to a position.
     *
     * @return how long it had waited for the first of what was answered up to there, microseconds
     */
    long stands(String device, String channel, long position, long at) {
        Map<String, Long> devices = last.computeIfAbsent(channel, c -> new HashMap<>());
        Long before = devices.get(device);
        if (before != null && before >= position) {
            return 0;
        }
        devices.put(device, position);
        if (before == null) {
            return 0;
        }
        Map.Entry<Long, Long> first = answered.getOrDefault(channel, NONE).higherEntry(before);
        if (first == null || first.getKey() > position) {
            return 0;
        }
        return Math.max(0, at - Math.max(first.getValue(), wantedSince.getOrDefault(device, 0L)));
    }

    /** No longer a member, or not yet told of it. */
    void gone(String device, String channel) {
        last.getOrDefault(channel, Map.of()).remove(device);
    }

    /** The device itself ended its connection, or stopped reading. */
    void left(String device) {
        away.add(device);
    }

    /** It is there, or tries to be. */
    void wants(String device, long at) {
        if (away.remove(device)) {
            wantedSince.put(device, at);
        }
    }
}
