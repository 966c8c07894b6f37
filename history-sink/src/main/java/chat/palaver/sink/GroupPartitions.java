package chat.palaver.sink;

import chat.palaver.schemas.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of one topic that a group gives to its members: a claim to one lasts from its
 * assignment to its loss.
 */
final class GroupPartitions implements PartitionSource {
    /** Nobody waits for a commit, and to the broker it is as dear as an append. */
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);

    private final TopicSpec topic;
    private final Heirs heirs;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Claim> claims = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private long committed;
    private Consumer<byte[], byte[]> consumer;

    /** Who has to know which partitions are held here. */
    interface Heirs {
        Heirs NONE =
                new Heirs() {
                    @Override
                    public void begun(int partition, Claim claim) {}

                    @Override
                    public void lost(int partition, Claim claim) {}
                };

        /**
         * Where to start is known: whatever the tables tell from now on has been written by those
         * who wrote what lies before. May come again for the same claim.
         */
        void begun(int partition, Claim claim);

        /** The claim has been given up. */
        void lost(int partition, Claim claim);
    }

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    GroupPartitions(TopicSpec topic, Heirs heirs, LongSupplier nanoTime) {
        this.topic = topic;
        this.heirs = heirs;
        this.nanoTime = nanoTime;
        this.committed = nanoTime.getAsLong();
    }

    @Override
    public void begin(Consumer<byte[], byte[]> consumer, Hands hands) {
        this.consumer = consumer;
        consumer.subscribe(List.of(topic.name()), new Rebalances(hands));
    }

    @Override
    public boolean refresh() {
        if (nanoTime.getAsLong() - committed >= COMMIT_EVERY.toNanos()) {
            commit();
        }
        return true;
    }

    @Override
    public void placed(TopicPartition partition) {
        heirs.begun(partition.partition(), claims.get(partition));
    }

    @Override
    public boolean outlives(RuntimeException failure) {
        return false;
    }

    /** They are told within a second or so. */
    @Override
    public void commit(Map<TopicPartition, Long> nextOffsets) {
        nextOffsets.forEach(
                (partition, next) -> uncommitted.put(partition, new OffsetAndMetadata(next)));
    }

    private void commit() {
        committed = nanoTime.getAsLong();
        if (!uncommitted.isEmpty()) {
            consumer.commitAsync(
                    Map.copyOf(uncommitted),
                    (offsets, failure) -> {
                        // Nothing depends on it: the progress row says where to start.
                    });
            uncommitted.clear();
        }
    }

    @Override
    public void end() {
        claims.forEach(
                (partition, claim) -> {
                    claim.giveUp();
                    heirs.lost(partition.partition(), claim);
                });
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        private final Hands hands;

        Rebalances(Hands hands) {
            this.hands = hands;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                Claim claim = new Claim();
                claims.put(partition, claim);
                LogPart part = LogPart.shared(partition.topic(), partition.partition());
                hands.take(partition, part, claim);
            }
        }

        /** Comes too when the consumer is closed. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                Claim claim = claims.remove(partition);
                if (claim != null) {
                    claim.giveUp();
                    heirs.lost(partition.partition(), claim);
                }
                hands.drop(partition);
            }
            commit();
        }
    }
}
