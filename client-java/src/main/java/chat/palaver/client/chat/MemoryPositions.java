package chat.palaver.client.chat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Positions that last as long as the process. */
public final class MemoryPositions implements PositionStore {
    private final Map<String, Long> positions = new ConcurrentHashMap<>();

    @Override
    public Map<String, Long> load() {
        return Map.copyOf(positions);
    }

    @Override
    public void save(String channel, long position) {
        positions.put(channel, position);
    }

    @Override
    public void forget(String channel) {
        positions.remove(channel);
    }

    @Override
    public void flush() {}
}
