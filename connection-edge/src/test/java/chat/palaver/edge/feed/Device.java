package chat.palaver.edge.feed;

import chat.palaver.schemas.frames.CloseCode;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What one connection was sent, in order. */
final class Device implements FrameSink {
    private static final ObjectMapper JSON = new ObjectMapper();

    final String channel;
    final List<JsonNode> frames = new ArrayList<>();
    Subscriber subscriber;

    /** Null while it is connected. */
    CloseCode closedWith;

    private final Random random;

    /**
     * Where it starts: everything above this position must come; unknown before {@code caughtUp}.
     */
    private Long start;

    Device(String channel, Long after, Random random) {
        this.random = random;
        this.channel = channel;
        start = after;
    }

    @Override
    public void send(EncodedFrame frame) {
        try {
            JsonNode node = JSON.readTree(StandardCharsets.UTF_8.decode(frame.bytes()).toString());
            if (start == null && node.get("type").asText().equals("caughtUp")) {
                start = node.get("position").asLong();
            }
            frames.add(node);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    boolean started() {
        return start != null;
    }

    long start() {
        return start;
    }

    /** Positions of the records it was sent. */
    List<Long> positions() {
        return frames.stream()
                .filter(frame -> frame.has("prev"))
                .map(frame -> frame.get("position").asLong())
                .toList();
    }

    List<Long> prevs() {
        return frames.stream()
                .filter(frame -> frame.has("prev"))
                .map(frame -> frame.get("prev").asLong())
                .toList();
    }

    long last() {
        List<Long> positions = positions();
        return positions.isEmpty() ? start : positions.get(positions.size() - 1);
    }

    long caughtUps() {
        return frames.stream().filter(f -> f.get("type").asText().equals("caughtUp")).count();
    }

    @Override
    public long queuedBytes() {
        // Now and then it takes nothing for a moment.
        return random.nextInt(4) == 0 ? Long.MAX_VALUE : 0;
    }

    @Override
    public void close(CloseCode code) {
        closedWith = code;
    }
}
