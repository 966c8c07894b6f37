package chat.palaver.check.workload;

import java.util.ArrayList;
import java.util.List;

/** A channel of the workload; its members are those the API has confirmed. Belongs to the loop. */
final class Room {
    /** What may happen to it. */
    enum Kind {
        /** Of two, for ever. */
        DIRECT,
        /** Its log moves. */
        STEADY,
        /** Its log moves, and its members come and go. */
        LIVELY
    }

    private final int number;
    private final String channelId;
    private final Person owner;
    private final Kind kind;
    private final List<Person> founders;
    private final List<Person> members;
    private final long head;
    private boolean changing;
    private String log = Moves.SHARED;
    private boolean moving;
    private long answered;

    /**
     * A channel.
     *
     * @param members those it was made with
     * @param head its last message when the run began, 0 for none
     */
    Room(int number, String channelId, Person owner, List<Person> members, long head, Kind kind) {
        this.number = number;
        this.channelId = channelId;
        this.owner = owner;
        this.founders = List.copyOf(members);
        this.members = new ArrayList<>(members);
        this.head = head;
        this.kind = kind;
    }

    /** As histories call it. */
    String name() {
        return "c" + number;
    }

    String channelId() {
        return channelId;
    }

    Person owner() {
        return owner;
    }

    boolean lively() {
        return kind == Kind.LIVELY;
    }

    boolean isDirect() {
        return kind == Kind.DIRECT;
    }

    List<Person> members() {
        return members;
    }

    boolean hasFounder(Person person) {
        return founders.contains(person);
    }

    /** What stands above is of this run. */
    long head() {
        return head;
    }

    /** Its members are those the API names now. */
    void members(List<Person> now) {
        members.clear();
        members.addAll(now);
    }

    /** A change is under way: who is a member is not certain. */
    boolean changing() {
        return changing;
    }

    void changing(boolean now) {
        changing = now;
    }

    /** Where its log was last asked to lie. */
    String log() {
        return log;
    }

    void placed(String asked) {
        log = asked;
    }

    /** Its log is being moved, as far as is known. */
    boolean moving() {
        return moving;
    }

    void moving(boolean now) {
        moving = now;
    }

    /** The highest position answered. */
    long answered() {
        return answered;
    }

    void answered(long position) {
        answered = Math.max(answered, position);
    }
}
