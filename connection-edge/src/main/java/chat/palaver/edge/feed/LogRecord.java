package chat.palaver.edge.feed;

import chat.palaver.schemas.Position;
import com.google.protobuf.ByteString;

/**
 * A channel record as it lies in one of the channel's logs.
 *
 * @param channel channel id
 * @param epoch of the own log in which it lies; 0 for the shared one, whatever the record's own
 * @param offset Kafka offset
 * @param time log-append time, milliseconds since the epoch
 * @param value the record's bytes
 */
public record LogRecord(String channel, long epoch, long offset, long time, ByteString value) {
    /** A record of the shared log. */
    public LogRecord(String channel, long offset, long time, ByteString value) {
        this(channel, 0, offset, time, value);
    }

    /** Its place as the fold wants to be told it. */
    long position() {
        return Position.of(epoch, offset);
    }
}
