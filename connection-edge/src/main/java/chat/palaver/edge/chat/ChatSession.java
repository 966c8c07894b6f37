package chat.palaver.edge.chat;

import chat.palaver.edge.feed.Subscriber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One welcomed session. Runs on the loop. */
public final class ChatSession {
    /** Each may hold a text of the greatest length. */
    static final int MOST_LOOKUPS = 16;

    private final Subscriber subscriber;
    private final Map<String, Long> reads = new HashMap<>();
    private final Set<String> watched = new HashSet<>();
    private int lookups;
    private boolean idle;
    private boolean open = true;

    ChatSession(Subscriber subscriber) {
        this.subscriber = subscriber;
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

    /** Whether the position moves the session's read mark of the channel forward. */
    boolean readsOn(String channel, long position) {
        if (position <= reads.getOrDefault(channel, 0L)) {
            return false;
        }
        reads.put(channel, position);
        return true;
    }
}
