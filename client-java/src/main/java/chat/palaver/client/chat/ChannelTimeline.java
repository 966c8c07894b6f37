package chat.palaver.client.chat;

/**
 * Where one device stands in one channel, and whether the next record follows.
 *
 * <p>Each record names the position before it. That makes a loss visible that mere counting could
 * not show, for positions are not dense. A record that does not follow is a gap and changes nothing
 * here: who holds the timeline reconnects and resumes from {@link #last}. The chain begins with the
 * first position heard of: a record, a {@code caughtUp}, or anew with the record by which one
 * joins.
 *
 * <p>Not thread-safe.
 */
final class ChannelTimeline {
    /** What a record is to this timeline. */
    enum Verdict {
        /** The next one. */
        NEXT,
        /** Seen before, in this session or a former one. */
        COPY,
        /** One or more are missing before it. */
        GAP
    }

    private boolean begun;
    private boolean live;
    private boolean left;
    private long last;
    private boolean lastIsChange;

    /** A timeline that has heard nothing. */
    ChannelTimeline() {}

    /** A timeline that goes on after this position. */
    static ChannelTimeline after(long position) {
        ChannelTimeline timeline = new ChannelTimeline();
        timeline.begin(position);
        return timeline;
    }

    /** A message, an edit, a deletion or a reaction. */
    Verdict record(long position, long prev) {
        return judge(position, prev, false);
    }

    /**
     * A membership or title change. One record may change two members (an owner leaves, another
     * inherits) and then comes as two frames of the same position: neither is a copy.
     */
    Verdict change(long position, long prev) {
        if (begun && lastIsChange && position == last) {
            return Verdict.NEXT;
        }
        return judge(position, prev, true);
    }

    /** The change by which this user joins: the chain starts anew. */
    Verdict joined(long position) {
        if (begun && !left && position <= last) {
            return lastIsChange && position == last ? Verdict.NEXT : Verdict.COPY;
        }
        begin(position);
        lastIsChange = true;
        return Verdict.NEXT;
    }

    private Verdict judge(long position, long prev, boolean change) {
        if (begun && position <= last) {
            return Verdict.COPY;
        }
        if (begun && prev != last) {
            return Verdict.GAP;
        }
        begin(position);
        lastIsChange = change;
        return Verdict.NEXT;
    }

    /**
     * Everything up to here has been delivered.
     *
     * @return false when something was not: the head is beyond the last record seen
     */
    boolean caughtUp(long head) {
        if (begun && head > last) {
            return false;
        }
        if (!begun) {
            begin(head);
        }
        live = true;
        return true;
    }

    /** Goes on after this position although something before it is missing. */
    void jumpTo(long position) {
        begin(position);
    }

    /** No longer a member: nothing to resume. */
    void leave() {
        left = true;
        live = false;
    }

    /** The connection is gone; the position stays. */
    void lost() {
        live = false;
        lastIsChange = false;
    }

    private void begin(long position) {
        begun = true;
        left = false;
        last = position;
        lastIsChange = false;
    }

    /** Whether {@code caughtUp} has come on this connection. */
    boolean isLive() {
        return live;
    }

    boolean isResumable() {
        return begun && !left;
    }

    long last() {
        return last;
    }
}
