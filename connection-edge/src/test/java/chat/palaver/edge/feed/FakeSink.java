package chat.palaver.edge.feed;

import chat.palaver.schemas.frames.CloseCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection that takes everything, unless it is made busy. */
public final class FakeSink implements FrameSink {
    public final List<String> frames = new ArrayList<>();

    /** It takes nothing any more when it has so many frames. */
    public int takes = Integer.MAX_VALUE;

    /** What becomes of a session whose connection is closed. */
    public Runnable onClose = () -> {};

    /** Null while it is connected. */
    public CloseCode closedWith;

    @Override
    public void send(EncodedFrame frame) {
        frames.add(StandardCharsets.UTF_8.decode(frame.bytes()).toString());
    }

    @Override
    public long queuedBytes() {
        return frames.size() < takes ? 0 : 1 << 20;
    }

    @Override
    public void close(CloseCode code) {
        closedWith = code;
        onClose.run();
    }

    /** How many of its frames contain this. */
    public long count(String part) {
        return frames.stream().filter(frame -> frame.contains(part)).count();
    }
}
