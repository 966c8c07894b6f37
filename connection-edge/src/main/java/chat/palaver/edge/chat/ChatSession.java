package chat.palaver.edge.chat;

import chat.palaver.edge.feed.Subscriber;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One welcomed session. Runs on the loop. */
public final class ChatSession {
    /** Each may hold a text of the greatest length. */
    static final int MOST_LOOKUPS = 16;

    private final Subscriber subscriber;
    private final Set<String> before;
    private final Map<String, Long> reads = new HashMap<>();
    private final Set<String> watched = new HashSet<>();
    private long deviceDue;
    private int lookups;
    private boolean idle;
    private boolean open = true;

    /**
     * A session.
     *
     * @param before the channels of which its user was a member before he was welcomed
     */
    ChatSession(Subscriber subscriber, Set<String> before) {
        this.subscriber = subscriber;
        this.before = new HashSet<>(before);
    }

    /**
     * Whether its user was in the channel before he was welcomed and it has not been attached
     * there: then nobody tells him of it, and it is live from now.
     */
    boolean wasIn(String channel) {
        return before.contains(channel);
    }

    /** It is attached to the channel: whoever joins it from now on is told so. */
    void attachedTo(String channel) {
        before.remove(channel);
    }

    /** Its user is in these channels and has left all others. */
    void isIn(Collection<String> channels) {
        before.retainAll(Set.copyOf(channels));
    }

    /** Whether its device is to be looked at; then not again before the next time given. */
    boolean deviceDue(long now, long next) {
        if (now < deviceDue) {
            return false;
        }
        deviceDue = next;
        return true;
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    public String user() {
        return subscriber.user();
    }

    /** Users whose presence this session wants. */
    public Set<String> watched() {
        return watched;
    }

    public boolean idle() {
        return idle;
    }

    void setIdle(boolean now) {
        idle = now;
    }

    boolean isOpen() {
        return open;
    }

    void end() {
        open = false;
    }

    /**
     * A send of an old id is looked up; what comes behind it need not wait for that.
     *
     * @return false when so many are looked up that the session has to wait
     */
    boolean beginLookup() {
        lookups++;
        return lookups < MOST_LOOKUPS;
    }

    void endLookup() {
        lookups--;
    }

    /** A read mark was not stored: the same may be said again. */
    void readNot(String channel, long position) {
        reads.remove(channel, position);
    }

    /** Whether the position moves the session's read mark of the channel forward. */
    boolean readsOn(String channel, long position) {
        if (position <= reads.getOrDefault(channel, 0L)) {
            return false;
        }
        reads.put(channel, position);
        return true;
    }
}
