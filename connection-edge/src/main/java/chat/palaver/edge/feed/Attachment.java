package chat.palaver.edge.feed;

import java.util.Optional;

/** Where one session stands in one feed. */
final class Attachment {
    private final Subscriber subscriber;
    private final long resumed;
    private long cursor;
    private boolean leftTold;
    private String title;

    /**
     * A session that has everything up to a position.
     *
     * @param cursor the position, inclusive
     */
    Attachment(Subscriber subscriber, long cursor) {
        this.subscriber = subscriber;
        this.cursor = cursor;
        this.resumed = cursor;
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

    void advanceTo(long position) {
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
