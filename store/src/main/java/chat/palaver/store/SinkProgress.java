package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How far the tables derived from a partition of a topic are complete. Whoever reads history from
 * here first reads this. The write timestamp is the offset itself: it cannot go back, whichever of
 * two sinks writes last.
 */
public final class SinkProgress {
    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement select;

    /**
     * Everything below an offset is in the tables.
     *
     * @param nextOffset the first offset that may not be
     * @param topicId Kafka's id of the topic: under another id the offsets mean other records
     */
    public record Progress(long nextOffset, String topicId) {}

    SinkProgress(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO sink_progress (topic, partition, next_offset, topic_id) VALUES"
                                + " (?, ?, ?, ?) USING TIMESTAMP ?");
        select =
                cql.prepare(
                        "SELECT next_offset, topic_id FROM sink_progress WHERE topic = ? AND"
                                + " partition = ?");
    }

    /** Empty while nothing has been written. */
    public CompletionStage<Optional<Progress>> find(String topic, int partition) {
        return cql.one(
                select.bind(topic, partition),
                row -> new Progress(row.getLong("next_offset"), row.getString("topic_id")));
    }

    /** Call when all rows below {@code progress.nextOffset()} have been acknowledged. */
    public CompletionStage<Void> write(String topic, int partition, Progress progress) {
        return cql.write(
                insert.bind(
                        topic,
                        partition,
                        progress.nextOffset(),
                        progress.topicId(),
                        progress.nextOffset()));
    }
}
