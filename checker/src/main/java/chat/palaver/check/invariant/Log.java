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
 * that a row that one of them is not given is missing for that one and not for all. Of a run that
 * broke off before that, the union of what came to anybody.
 */
final class Log {
    private static final String MEMBER = "member";

    /** What the reason of a frame is called in the history, if that is something else. */
    private static final Map<String, String> KINDS = Map.of("added", MEMBER, "role", MEMBER);

    /** What a row says; equal if it is the same record. */
    record Fact(String kind, String id, String sender, String hash, String user) {
        static Fact of(Event.Row row) {
            return row.isMessage()
                    ? new Fact(row.type(), row.id(), row.sender(), row.hash(), null)
                    : new Fact(row.type(), null, row.sender(), null, row.user());
        }

        static Fact of(Event.Delivered event) {
            String kind = KINDS.getOrDefault(event.type(), event.type());
            return event.isMessage()
                    ? new Fact(kind, event.id(), event.sender(), event.hash(), null)
                    : new Fact(kind, null, event.sender(), null, event.user());
        }

        boolean message() {
            return Event.isMessage(kind);
        }

        boolean isSameAs(Fact other) {
            return equals(other);
        }
    }

    private static final Set<String> INS = Set.of(MEMBER);
    private static final Set<String> OUTS = Set.of("left", "removed");

    private final Event.ChannelMade made;
    private final TreeMap<Long, Fact> entries = new TreeMap<>();
    private final Map<String, Membership> members = new HashMap<>();
    private long[] positions = {};
    private boolean whole;

    Log(Event.ChannelMade made) {
        this.made = made;
    }

    String channel() {
        return made.channel();
    }

    /** Whether what stands there was there before this run. */
    boolean isOfEarlierRun(long position) {
        return position <= made.head();
    }

    /**
     * Takes a row of one reader.
     *
     * @return what another reader was told of this position, if that is something else, or null
     */
    Fact add(Event.Row row) {
        Fact fact = Fact.of(row);
        Fact known = entries.putIfAbsent(row.position(), fact);
        return known == null || known.isSameAs(fact) ? null : known;
    }

    /** Takes what came to a device, for want of rows. */
    void add(Event.Delivered event) {
        boolean record = !event.left() || event.sender() != null;
        if (record && !isOfEarlierRun(event.position())) {
            entries.putIfAbsent(event.position(), Fact.of(event));
        }
    }

    /**
     * All there is has been added: who was a member when?
     *
     * @param all whether that is the whole history
     */
    void complete(boolean all) {
        whole = all;
        if (!all || made.head() > 0) {
            made.members().forEach(user -> member(user).joined(made.head()));
        }
        positions = entries.keySet().stream().mapToLong(Long::longValue).toArray();
        entries.forEach(this::apply);
    }

    /** Whether there can be no record that it does not have. */
    boolean isWhole() {
        return whole;
    }

    private void apply(long position, Fact fact) {
        switch (fact.kind()) {
            case "created" -> made.members().forEach(user -> member(user).joined(position));
            case MEMBER -> member(fact.user()).joined(position);
            case "left", "removed" -> member(fact.user()).left(position);
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
                .filter(fact -> user.equals(fact.user()))
                .filter(fact -> (in ? INS : OUTS).contains(fact.kind()))
                .count();
    }

    /** How many records are of this kind. */
    long count(String kind) {
        return entries.values().stream().filter(fact -> fact.kind().equals(kind)).count();
    }

    Fact fact(long position) {
        return entries.get(position);
    }

    boolean has(long position) {
        return entries.containsKey(position);
    }

    /** How many rows stand at or below a position, less one; -1 for none. */
    int indexOf(long position) {
        int found = Arrays.binarySearch(positions, position);
        return found >= 0 ? found : -found - 2;
    }

    /** The position of a row; for -1, of what stands before the first: 0 for nothing. */
    long position(int index) {
        return index < 0 ? made.head() : positions[index];
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
