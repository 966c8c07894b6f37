package chat.palaver.check.workload;

import java.util.ArrayList;
import java.util.List;

/** A channel of the workload; its members are those the API has confirmed. Belongs to the loop. */
final class Room {
    private final int number;
    private final String channelId;
    private final Person owner;
    private final boolean lively;
    private final List<Person> founders;
    private final List<Person> members;
    private final long head;
    private boolean changing;
    private long answered;

    /**
     * A channel.
     *
     * @param members those it was made with
     * @param head its last message when the run began, 0 for none
     * @param lively whether members come and go
     */
    Room(
            int number,
            String channelId,
            Person owner,
            List<Person> members,
            long head,
            boolean lively) {
        this.number = number;
        this.channelId = channelId;
        this.owner = owner;
        this.founders = List.copyOf(members);
        this.members = new ArrayList<>(members);
        this.head = head;
        this.lively = lively;
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
        return lively;
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

    /** The highest position answered. */
    long answered() {
        return answered;
    }

    void answered(long position) {
        answered = Math.max(answered, position);
    }
}
