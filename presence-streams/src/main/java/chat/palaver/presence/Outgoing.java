package chat.palaver.presence;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * What a task writes, with the partition it must lie in: a slot, or the task's own. A partitioner
 * sees nothing but key and value, so the value carries it.
 */
record Outgoing(int partition, byte[] value) {
    private static final int EVERY = -1;

    static Outgoing toEveryPartition(byte[] value) {
        return new Outgoing(EVERY, value);
    }

    /** Puts each where it says. */
    static StreamPartitioner<byte[], Outgoing> partitioner() {
        return (topic, key, outgoing, partitions) -> Optional.of(outgoing.among(partitions));
    }

    private Set<Integer> among(int partitions) {
        return partition == EVERY
                ? IntStream.range(0, partitions).boxed().collect(Collectors.toSet())
                : Set.of(partition);
    }
}
