package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * One channel's records as its final history has them: the union of what all its members read, so
 * that a row that one of them is not given is missing for that one and not for all.
 */
final class Log {
    /** What a row says; equal if it is the same record. */
    record Fact(boolean message, String id, String sender, String hash, String user) {
        static Fact of(Event.Row row) {
            return row.isMessage()
                    ? new Fact(true, row.id(), row.sender(), row.hash(), null)
                    : new Fact(false, null, row.sender(), null, row.user());
        }

        static Fact of(Event.Delivered delivered) {
            return delivered.isMessage()
                    ? new Fact(true, delivered.id(), delivered.sender(), delivered.hash(), null)
                    : new Fact(false, null, delivered.sender(), null, delivered.user());
        }

        boolean isSameAs(Fact other) {
            return equals(other);
        }
    }

    private static final Set<String> INS = Set.of("member");
    private static final Set<String> OUTS = Set.of("left", "removed");

    private record Entry(String type, Fact fact) {}

    private final Event.ChannelMade made;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final Map<String, Membership> members = new HashMap<>();
    private long[] positions = {};

    Log(Event.ChannelMade made) {
        this.made = made;
    }

    String channel() {
        return made.channel();
    }

    /**
     * Takes a row of one reader.
     *
     * @return what another reader was told of this position, if that is something else, or null
     */
    Fact add(Event.Row row) {
        Fact fact = Fact.of(row);
        Entry known = entries.putIfAbsent(row.position(), new Entry(row.type(), fact));
        return known == null || known.fact().isSameAs(fact) ? null : known.fact();
    }

    /** All rows are there: who was a member when? */
    void complete() {
        positions = entries.keySet().stream().mapToLong(Long::longValue).toArray();
        entries.forEach(this::apply);
    }

    private void apply(long position, Entry entry) {
        switch (entry.type()) {
            case "created" -> made.members().forEach(user -> member(user).joined(position));
            case "member" -> member(entry.fact().user()).joined(position);
            case "left", "removed" -> member(entry.fact().user()).left(position);
            default -> {
                // Changes nobody's membership.
            }
        }
    }

    private Membership member(String user) {
        return members.computeIfAbsent(Objects.toString(user), u -> new Membership());
    }

    Membership membership(String user) {
        return members.getOrDefault(user, new Membership());
    }

    List<String> everMembers() {
        return List.copyOf(members.keySet());
    }

    /** How many records let this user in, or out. */
    long changes(String user, boolean in) {
        return entries.values().stream()
                .filter(entry -> user.equals(entry.fact().user()))
                .filter(entry -> (in ? INS : OUTS).contains(entry.type()))
                .count();
    }

    Fact fact(long position) {
        Entry entry = entries.get(position);
        return entry == null ? null : entry.fact();
    }

    boolean has(long position) {
        return entries.containsKey(position);
    }

    /** How many rows stand at or below a position, less one; -1 for none. */
    int indexOf(long position) {
        int found = Arrays.binarySearch(positions, position);
        return found >= 0 ? found : -found - 2;
    }

    long position(int index) {
        return index < 0 ? 0 : positions[index];
    }

    int size() {
        return positions.length;
    }

    /** What a user should have seen between two indexes, both exclusive; the first few. */
    List<Long> missed(String user, int after, int before) {
        Membership membership = membership(user);
        List<Long> missed = new ArrayList<>();
        for (int i = after + 1; i < before && missed.size() < Findings.KEPT; i++) {
            if (membership.sees(positions[i])) {
                missed.add(positions[i]);
            }
        }
        return missed;
    }
}
