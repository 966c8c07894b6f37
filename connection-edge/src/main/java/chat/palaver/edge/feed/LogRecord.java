package chat.palaver.edge.feed;

import com.google.protobuf.ByteString;

/**
 * A channel record as it lies in a partition of the log.
 *
 * @param channel channel id
 * @param offset Kafka offset
 * @param time log-append time, milliseconds since the epoch
 * @param value the record's bytes
 */
public record LogRecord(String channel, long offset, long time, ByteString value) {}
