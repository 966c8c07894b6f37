package chat.palaver.check.invariant;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/**
 * How long an answered message took to come to a device that wanted it: one that was connected, or
 * that had lost its connection through no doing of its own. What a device missed while it was away
 * because it chose to be counts from when it came back.
 */
final class Waits {
    /** Whether a record is one that a device gets. */
    @FunctionalInterface
    interface Sight {
        boolean sees(String device, String channel, long position);
    }

    /** Answered positions a channel keeps: a device farther behind than that is not measured. */
    private static final int KEPT = 50_000;

    private static final NavigableMap<Long, Long> NONE = Collections.emptyNavigableMap();

    private final Sight sight;
    private final Map<String, NavigableMap<Long, Long>> answered = new HashMap<>();
    private final Map<String, Map<String, Long>> last = new HashMap<>();
    private final Map<String, Long> wantedSince = new HashMap<>();
    private final Set<String> away = new HashSet<>();

    Waits(Sight sight) {
        this.sight = sight;
    }

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
        return before == null ? 0 : waited(device, channel, before, position, at);
    }

    /** How long a device waits by now in each channel in which it waits. */
    void waiting(String device, long at, ObjLongConsumer<String> channels) {
        if (away.contains(device)) {
            return;
        }
        last.forEach(
                (channel, devices) -> {
                    Long stands = devices.get(device);
                    if (stands != null) {
                        long waited = waited(device, channel, stands, Long.MAX_VALUE, at);
                        if (waited > 0) {
                            channels.accept(channel, waited);
                        }
                    }
                });
    }

    /** Since the first was answered that it gets, of those after one position and up to another. */
    private long waited(String device, String channel, long after, long through, long at) {
        NavigableMap<Long, Long> positions = answered.getOrDefault(channel, NONE);
        if (positions.isEmpty() || positions.lastKey() <= after) {
            return 0;
        }
        for (Map.Entry<Long, Long> one : positions.subMap(after, false, through, true).entrySet()) {
            if (sight.sees(device, channel, one.getKey())) {
                long since = Math.max(one.getValue(), wantedSince.getOrDefault(device, 0L));
                return Math.max(0, at - since);
            }
        }
        return 0;
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
        if (away.remove(device) || !wantedSince.containsKey(device)) {
            wantedSince.put(device, at);
        }
    }
}
