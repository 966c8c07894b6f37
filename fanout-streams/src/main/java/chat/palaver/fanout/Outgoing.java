package chat.palaver.fanout;

import chat.palaver.fanout.routing.Dispatch;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * What a task writes, with the partition it must lie in: a partitioner sees nothing but key and
 * value, so the value carries it.
 *
 * @param partition {@link Dispatch#EVERY_SLOT} for all there are
 */
record Outgoing(int partition, byte[] value) {
    static Outgoing of(Dispatch dispatch) {
        return new Outgoing(dispatch.slot(), dispatch.delivery().toByteArray());
    }

    /** Puts each where it says. */
    static StreamPartitioner<byte[], Outgoing> partitioner() {
        return (topic, key, outgoing, count) -> Optional.of(outgoing.among(count));
    }

    private Set<Integer> among(int count) {
        return partition == Dispatch.EVERY_SLOT
                ? IntStream.range(0, count).boxed().collect(Collectors.toSet())
                : Set.of(partition);
    }
}
