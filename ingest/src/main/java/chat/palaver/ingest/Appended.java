package chat.palaver.ingest;

/**
 * Where an acknowledged record lies: on every in-sync replica, for good.
 *
 * @param partition Kafka partition
 * @param offset Kafka offset
 * @param position the same as a position of the channel
 * @param time the record's time as the log has it, milliseconds since the epoch
 */
public record Appended(int partition, long offset, long position, long time) {}
