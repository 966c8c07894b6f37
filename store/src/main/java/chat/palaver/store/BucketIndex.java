package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which buckets of a channel have rows, one partition a channel: a channel silent for a year is
 * read without asking for a year's empty buckets. A bucket's row is written before the first
 * message in it is, so that no message is ever unreachable.
 */
final class BucketIndex {
    /** Buckets known to be written; forgetting one costs one more write. */
    private static final int MAX_KNOWN = 100_000;

    private final Cql cql;
    private final PreparedStatement insert;
    private final PreparedStatement selectDown;
    private final PreparedStatement selectUp;
    private final Cache<Bucket, Boolean> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    private record Bucket(String channelId, long bucket) {}

    BucketIndex(Cql cql) {
        this.cql = cql;
        insert =
                cql.prepare(
                        "INSERT INTO buckets_by_channel (channel_id, bucket) VALUES (?, ?) USING"
                                + " TIMESTAMP ?");
        selectDown =
                cql.prepare(
                        "SELECT bucket FROM buckets_by_channel WHERE channel_id = ? AND bucket <= ?"
                                + " AND bucket >= ? LIMIT ?");
        selectUp =
                cql.prepare(
                        "SELECT bucket FROM buckets_by_channel WHERE channel_id = ? AND bucket >= ?"
                                + " AND bucket <= ? ORDER BY bucket ASC LIMIT ?");
    }

    /** Writes the bucket of the position unless this process has written it before. */
    CompletionStage<Void> note(String channelId, long position) {
        Bucket bucket = new Bucket(channelId, MessageBuckets.of(position));
        if (known.getIfPresent(bucket) != null) {
            return CompletableFuture.completedFuture(null);
        }
        return cql.write(insert.bind(channelId, bucket.bucket(), position))
                .thenRun(() -> known.put(bucket, true));
    }

    /** Non-empty buckets from {@code high} down to {@code low}, both included. */
    CompletionStage<List<Long>> down(String channelId, long high, long low, int limit) {
        return cql.all(selectDown.bind(channelId, high, low, limit), row -> row.getLong("bucket"));
    }

    /** Non-empty buckets from {@code low} up to {@code high}, both included. */
    CompletionStage<List<Long>> up(String channelId, long low, long high, int limit) {
        return cql.all(selectUp.bind(channelId, low, high, limit), row -> row.getLong("bucket"));
    }
}
