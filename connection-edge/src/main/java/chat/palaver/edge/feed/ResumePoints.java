package chat.palaver.edge.feed;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * From where a session has asked to go on, by channel, until its feed has taken that up. A feed
 * that is behind may fold the record by which a user joined after his session came and before the
 * session was attached: to a session that has been beyond that record it must not come again.
 * Belongs to the loop.
 */
public final class ResumePoints {
    private final Map<String, Long> open;

    public ResumePoints(Map<String, Long> resume) {
        open = new HashMap<>(resume);
    }

    /** Whether no feed has taken up yet where the session wants to go on. */
    public boolean awaits(String channel) {
        return open.containsKey(channel);
    }

    /** The position all of which up to there the session has; given once. */
    public OptionalLong take(String channel) {
        Long position = open.remove(channel);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }
}
