package chat.palaver.check.workload;

/** One message on its way, over all its attempts. Belongs to the loop. */
final class Send {
    private final Room room;
    private final Person person;
    private final String id;
    private final String hash;
    private final int length;
    private final long deadlineNanos;
    private String text;
    private String firstEdge;
    private boolean elsewhere;
    private int attempts;
    private int pending;
    private int planned;
    private boolean answered;
    private boolean over;

    Send(Room room, Person person, String id, String text, String hash, long deadlineNanos) {
        this.room = room;
        this.person = person;
        this.id = id;
        this.text = text;
        this.hash = hash;
        this.length = text.codePointCount(0, text.length());
        this.deadlineNanos = deadlineNanos;
    }

    Room room() {
        return room;
    }

    Person person() {
        return person;
    }

    String id() {
        return id;
    }

    String hash() {
        return hash;
    }

    int length() {
        return length;
    }

    String text() {
        return text;
    }

    boolean isLate(long nanos) {
        return nanos - deadlineNanos > 0;
    }

    int beginAttempt(String edge) {
        if (firstEdge == null) {
            firstEdge = edge;
        }
        elsewhere |= !firstEdge.equals(edge);
        pending++;
        return ++attempts;
    }

    /** Whether it was tried through more than one edge. */
    boolean elsewhere() {
        return elsewhere;
    }

    void endAttempt() {
        pending--;
    }

    boolean hasPending() {
        return pending > 0;
    }

    boolean answered() {
        return answered;
    }

    void answer() {
        answered = true;
    }

    /** It has its answer, was refused, or is given up. */
    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }

    int attempts() {
        return attempts;
    }

    /** How many repeats are still to come that need not be. */
    void plan(int repeats) {
        planned = repeats;
    }

    /** Long texts are not kept for longer than they may be sent. */
    void forgetTextIfDone() {
        if (over && planned == 0 && pending == 0) {
            text = null;
        }
    }
}
