package chat.palaver.edge.feed;

import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.proto.ChannelRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last kept records of a feed: every one above {@link #floor()}. A session that was away for a
 * moment catches up from here, without asking the store.
 */
final class RecentRecords {
    static final int MOST_RECORDS = 512;
    static final int MOST_BYTES = 1 << 20;

    /** What a record costs beside its bytes: objects, and the strings read out of it. */
    static final int OVERHEAD_BYTES = 512;

    /** A kept record, and the channel's title after it. */
    record Recent(Folded.Kept kept, String title) {
        long position() {
            return kept.position();
        }

        ChannelRecord record() {
            return kept.record();
        }

        long bytes() {
            return kept.record().getSerializedSize() + OVERHEAD_BYTES;
        }
    }

    private final Deque<Recent> records = new ArrayDeque<>();
    private final RecentBudget budget;
    private long floor;
    private long bytes;

    RecentRecords(long floor, RecentBudget budget) {
        this.floor = floor;
        this.budget = budget;
    }

    /** Every kept record above this position is here. */
    long floor() {
        return floor;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    void add(Folded.Kept kept, String title) {
        Recent newest = new Recent(kept, title);
        records.addLast(newest);
        bytes += newest.bytes();
        while (records.size() > MOST_RECORDS || (bytes > MOST_BYTES && records.size() > 1)) {
            dropOldest();
        }
        budget.take(this, newest.bytes());
    }

    void dropOldest() {
        Recent oldest = records.removeFirst();
        bytes -= oldest.bytes();
        budget.give(oldest.bytes());
        floor = oldest.position();
    }

    /** Nobody will ask any more. */
    void forget() {
        while (!records.isEmpty()) {
            dropOldest();
        }
        budget.forget(this);
    }

    /**
     * The records above the position that the user may see: those of his times of membership, found
     * by walking back from the present.
     *
     * @param memberNow whether he is a member after the last record
     */
    List<Recent> visibleTo(String user, boolean memberNow, long after) {
        budget.used(this);
        List<Recent> visible = new ArrayList<>();
        boolean member = memberNow;
        var backwards = records.descendingIterator();
        while (backwards.hasNext()) {
            Recent recent = backwards.next();
            if (recent.position() <= after) {
                break;
            }
            boolean before = memberBefore(recent.kept(), user, member);
            if (member || before) {
                visible.add(0, recent);
            }
            member = before;
        }
        return visible;
    }

    private static boolean memberBefore(Folded.Kept kept, String user, boolean after) {
        return kept.changes().stream()
                .filter(change -> change.user().equals(user))
                .findFirst()
                .map(change -> change.before() != null)
                .orElse(after);
    }
}
