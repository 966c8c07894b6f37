package chat.palaver.edge.chat;

import chat.palaver.edge.feed.Subscriber;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One welcomed session. Runs on the loop. */
public final class ChatSession {
    private final Subscriber subscriber;
    private final Map<String, Long> reads = new HashMap<>();
    private final Set<String> watched = new HashSet<>();
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

    /** Whether the position moves the session's read mark of the channel forward. */
    boolean readsOn(String channel, long position) {
        if (position <= reads.getOrDefault(channel, 0L)) {
            return false;
        }
        reads.put(channel, position);
        return true;
    }
}
