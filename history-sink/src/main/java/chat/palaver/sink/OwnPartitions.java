package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The own logs of the channels whose partition of the shared logs is held here, assigned by hand:
 * no group has to agree when one comes or goes. A log is read under the claim to that partition.
 */
final class OwnPartitions implements PartitionSource {
    private final Topics topics;
    private final Supplier<Map<LogPlace, Claim>> wanted;
    private final Map<LogPlace, Claim> reading = new HashMap<>();
    private Map<LogPlace, Claim> last = Map.of();
    private Consumer<byte[], byte[]> consumer;
    private Hands hands;

    /**
     * @param wanted what is to be read at present, and under which claims; the same map as long as
     *     that is the same
     */
    OwnPartitions(Topics topics, Supplier<Map<LogPlace, Claim>> wanted) {
        this.topics = topics;
        this.wanted = wanted;
    }

    @Override
    public void begin(Consumer<byte[], byte[]> consumer, Hands hands) {
        this.consumer = consumer;
        this.hands = hands;
    }

    @Override
    public boolean refresh() {
        Map<LogPlace, Claim> now = wanted.get();
        if (now != last) {
            change(now);
            last = now;
        }
        return !reading.isEmpty();
    }

    private void change(Map<LogPlace, Claim> now) {
        List<LogPlace> gone = new ArrayList<>();
        List<LogPlace> come = new ArrayList<>();
        reading.forEach(
                (place, claim) -> {
                    if (now.get(place) != claim) {
                        gone.add(place);
                    }
                });
        now.forEach(
                (place, claim) -> {
                    if (reading.get(place) != claim) {
                        come.add(place);
                    }
                });
        if (gone.isEmpty() && come.isEmpty()) {
            return;
        }
        gone.forEach(place -> hands.drop(partition(place)));
        reading.clear();
        reading.putAll(now);
        consumer.assign(now.keySet().stream().map(this::partition).toList());
        for (LogPlace place : come) {
            LogPart part = LogPart.own(topics.logOf(place), place);
            hands.take(partition(place), part, now.get(place));
        }
    }

    @Override
    public void placed(TopicPartition partition) {
        // Nothing hangs on it.
    }

    /** A topic that cannot be read is its channel's trouble, and no other's. */
    @Override
    public boolean outlives(RuntimeException failure) {
        return true;
    }

    @Override
    public void commit(Map<TopicPartition, Long> nextOffsets) {
        // There is no group.
    }

    @Override
    public void end() {
        // The claims are another reader's.
    }

    private TopicPartition partition(LogPlace place) {
        return new TopicPartition(topics.logOf(place), topics.logPartitionOf(place));
    }
}
