package chat.palaver.edge.feed;

/** Where one session stands in one feed. */
final class Attachment {
    private final Subscriber subscriber;
    private long cursor;
    private boolean leftTold;

    /**
     * A session that has everything up to a position.
     *
     * @param cursor the position, inclusive
     */
    Attachment(Subscriber subscriber, long cursor) {
        this.subscriber = subscriber;
        this.cursor = cursor;
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

    boolean leftTold() {
        return leftTold;
    }

    void tellLeft() {
        leftTold = true;
    }
}
