package chat.palaver.sink;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a reader's partitions come from: those that a group gives it, or those that follow from
 * what another reader holds. Called on the reader's thread alone.
 */
interface PartitionSource {
    /** What a reader does with partitions that come and go. */
    interface Hands {
        /** Begins to read one, where {@link LogReader.Starts} says. */
        void take(TopicPartition partition, LogPart part, Claim claim);

        /** Reads it no more; whether the claim is given up is the source's affair. */
        void drop(TopicPartition partition);
    }

    /** Once, before anything else. */
    void begin(Consumer<byte[], byte[]> consumer, Hands hands);

    /**
     * Before every poll: brings what is assigned in line, and tells the group what is due. False if
     * there is nothing to poll.
     */
    boolean refresh();

    /** Where to start has been found; may come again for the same partition. */
    void placed(TopicPartition partition);

    /** Whether reading goes on although a partition cannot be read. */
    boolean outlives(RuntimeException failure);

    /** Everything read has been worked on; those who look at the group are to be told. */
    void commit(Map<TopicPartition, Long> nextOffsets);

    /** At the end, however it came; the consumer is closed by then. */
    void end();
}
