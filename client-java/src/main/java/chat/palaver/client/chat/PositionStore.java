package chat.palaver.client.chat;

import java.util.Map;

/**
 * Where a device stands in its channels, over restarts of the application. Positions are saved
 * after the listener has handled a record, so after a crash the last few may be delivered again,
 * and none is missing. Called on the session's listener thread only, but for {@link #load}.
 */
public interface PositionStore {
    /** The last position of each channel. */
    Map<String, Long> load();

    void save(String channel, long position);

    /** The user is no longer a member. */
    void forget(String channel);

    /** A moment of quiet: write down what has been saved. */
    void flush();
}
