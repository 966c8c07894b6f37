package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import com.google.protobuf.ByteString;

/**
 * One record as it lies in a partition, so that what is done with it needs no Kafka.
 *
 * @param part where it was read
 * @param offset its place there
 * @param time log-append time, milliseconds since the epoch
 * @param key the bare id; empty when the record has none
 * @param value its bytes; empty when it has none
 */
record LogRecord(LogPart part, long offset, long time, String key, ByteString value) {
    /**
     * Where the record stands in the log that lies here. In a shared one the first epoch stands for
     * all of them: the record itself says which it is; see {@link
     * chat.palaver.schemas.fold.ChannelFold#apply}.
     */
    long position() {
        return Position.of(part.own().map(LogPlace::epoch).orElse(0L), offset);
    }

    /** Without what must not reach a log. */
    @Override
    public String toString() {
        return "LogRecord[" + part + "@" + offset + ", " + key + "]";
    }
}
