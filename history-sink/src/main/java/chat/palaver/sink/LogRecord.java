package chat.palaver.sink;

import chat.palaver.schemas.Position;
import com.google.protobuf.ByteString;

/**
 * One record as it lies in a partition, so that what is done with it needs no Kafka.
 *
 * @param partition where it was read
 * @param offset its place there
 * @param time log-append time, milliseconds since the epoch
 * @param key the bare id; empty when the record has none
 * @param value its bytes; empty when it has none
 */
public record LogRecord(int partition, long offset, long time, String key, ByteString value) {
    /** Where the record stands in its channel. Shared logs have the epoch 0 for ever. */
    public long position() {
        return Position.of(0, offset);
    }

    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "LogRecord[" + partition + "@" + offset + ", " + key + "]";
    }
}
