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

    /** A kept record, and the channel's title after it. */
    record Recent(Folded.Kept kept, String title) {
        long position() {
            return kept.position();
        }

        ChannelRecord record() {
            return kept.record();
        }
    }

    private final Deque<Recent> records = new ArrayDeque<>();
    private long floor;
    private long bytes;

    RecentRecords(long floor) {
        this.floor = floor;
    }

    /** Every kept record above this position is here. */
    long floor() {
        return floor;
    }

    void add(Folded.Kept kept, String title) {
        records.addLast(new Recent(kept, title));
        bytes += kept.record().getSerializedSize();
        while (records.size() > MOST_RECORDS || (bytes > MOST_BYTES && records.size() > 1)) {
            Recent oldest = records.removeFirst();
            bytes -= oldest.record().getSerializedSize();
            floor = oldest.position();
        }
    }

    /**
     * The records above the position that the user may see: those of his times of membership, found
     * by walking back from the present.
     *
     * @param memberNow whether he is a member after the last record
     */
    List<Recent> visibleTo(String user, boolean memberNow, long after) {
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
