package chat.palaver.edge.feed;

import chat.palaver.schemas.Position;
import java.util.Optional;

/** Where one session stands in one feed. */
final class Attachment {
    private final Subscriber subscriber;
    private final long resumed;
    private final long liveFrom;
    private long cursor;
    private long leastQueued = Long.MAX_VALUE;
    private long busyLooks;
    private boolean live;
    private boolean leftTold;
    private String title;

    /**
     * @param cursor all up to here it has, inclusive
     * @param liveFrom the record behind which all is live to this session, however late it comes;
     *     {@link Position#NONE} if that is where the feed stands when the session has caught up
     */
    private Attachment(Subscriber subscriber, long cursor, long liveFrom) {
        this.subscriber = subscriber;
        this.cursor = cursor;
        this.resumed = cursor;
        this.liveFrom = liveFrom;
    }

    /** A session that has everything up to a position, inclusive. */
    static Attachment after(Subscriber subscriber, long position) {
        return new Attachment(subscriber, position, Position.NONE);
    }

    /** A session whose user joined by the record at a position: its chain starts there. */
    static Attachment joined(Subscriber subscriber, long position) {
        return new Attachment(subscriber, position - 1, position);
    }

    /** Whether the session must be told that it is live, as it has the record at the position. */
    boolean toLive(long position) {
        if (liveFrom != position) {
            return false;
        }
        live = true;
        return true;
    }

    /** Whether it has been told already that it is live. */
    boolean isLive() {
        return live;
    }

    /** Where it began. */
    long resumed() {
        return resumed;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    long cursor() {
        return cursor;
    }

    /**
     * Its session has enough to do.
     *
     * @param queued bytes that wait for it
     * @return how often it has been found so since it last took anything
     */
    long busy(long queued) {
        busyLooks = queued < leastQueued ? 0 : busyLooks + 1;
        leastQueued = Math.min(queued, leastQueued);
        return busyLooks;
    }

    void advanceTo(long position) {
        leastQueued = Long.MAX_VALUE;
        cursor = Math.max(cursor, position);
    }

    void atMost(long position) {
        cursor = Math.min(cursor, position);
    }

    /** The channel's title where this session stands, if it is known. */
    Optional<String> title() {
        return Optional.ofNullable(title);
    }

    void titled(String now) {
        title = now;
    }

    boolean leftTold() {
        return leftTold;
    }

    void tellLeft() {
        leftTold = true;
    }
}
