package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The history: every kept record of every channel, in partitions of a channel and a range of
 * positions ({@link MessageBuckets}), newest first, since that is how people read. Rows are pages
 * of the log and never change; a row's write timestamp is its position, so that a topic read again
 * writes the same.
 */
public final class Messages {
    /** Rows of one page at most. */
    public static final int MAX_LIMIT = 5_000;

    /** Bytes of records after which a page ends early, with {@code more}. */
    public static final long MAX_PAGE_BYTES = 8 << 20;

    private static final int KEY_BYTES = 200;

    private static final String ROW = "channel_id, position, prev, sender, id, time, kind, record";
    private static final String KEY = "position, sender, id, time, kind";
    private static final String WITHIN =
            " FROM messages WHERE channel_id = ? AND bucket = ? AND position > ? AND position < ?";

    private final Cql cql;
    private final Cql bulk;
    private final BucketIndex index;
    private final PreparedStatement insert;
    private final PreparedStatement select;
    private final PreparedStatement rowsDown;
    private final PreparedStatement rowsUp;
    private final PreparedStatement keysDown;

    /**
     * The table.
     *
     * @param bulk for reads of bodies, of which few may be under way: answers of long texts fill
     *     the memory of a node
     */
    Messages(Cql cql, Cql bulk) {
        this.cql = cql;
        this.bulk = bulk;
        index = new BucketIndex(cql);
        insert =
                cql.prepare(
                        "INSERT INTO messages (channel_id, bucket, position, prev, sender, id, time,"
                                + " kind, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP"
                                + " ?");
        select =
                cql.prepare(
                        "SELECT "
                                + ROW
                                + " FROM messages WHERE channel_id = ? AND bucket = ? AND position ="
                                + " ?");
        rowsDown = cql.prepare("SELECT " + ROW + WITHIN + " LIMIT ?");
        rowsUp = cql.prepare("SELECT " + ROW + WITHIN + " ORDER BY position ASC LIMIT ?");
        keysDown = cql.prepare("SELECT " + KEY + WITHIN + " LIMIT ?");
    }

    /** Writes the row, and before it, where needed, its bucket into the index. */
    public CompletionStage<Void> insert(MessageRow row) {
        BoundStatement statement =
                insert.bind(
                        row.channelId(),
                        MessageBuckets.of(row.position()),
                        row.position(),
                        row.prev(),
                        row.sender(),
                        row.id(),
                        Instant.ofEpochMilli(row.timeMillis()),
                        row.kind(),
                        row.record().asReadOnlyByteBuffer(),
                        row.position());
        return index.note(row.channelId(), row.position())
                .thenCompose(noted -> cql.write(statement));
    }

    public CompletionStage<Optional<MessageRow>> byPosition(String channelId, long position) {
        return cql.one(
                select.bind(channelId, MessageBuckets.of(position), position), Messages::row);
    }

    /**
     * The rows below a position, newest first.
     *
     * @param before not included; {@code Long.MAX_VALUE} for the newest
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public CompletionStage<MessagePage<MessageRow>> before(
            String channelId, long before, int limit) {
        return within(channelId, -1, before, limit, false);
    }

    /**
     * The rows between two positions, newest first, for reading within a time of membership.
     *
     * @param after not included
     * @param before not included
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public CompletionStage<MessagePage<MessageRow>> between(
            String channelId, long after, long before, int limit) {
        return within(channelId, after, before, limit, false);
    }

    /**
     * The rows above a position, oldest first.
     *
     * @param after not included; 0 for the oldest
     * @param upTo included; {@code Long.MAX_VALUE} for no end
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public CompletionStage<MessagePage<MessageRow>> after(
            String channelId, long after, long upTo, int limit) {
        long before = upTo == Long.MAX_VALUE ? upTo : upTo + 1;
        return within(channelId, after, before, limit, true);
    }

    /**
     * As {@link #between} without the bodies.
     *
     * @param limit 1 to {@link #MAX_LIMIT}
     */
    public CompletionStage<MessagePage<MessageKey>> keysBetween(
            String channelId, long after, long before, int limit) {
        requireLimit(limit);
        return walk(
                new Range(channelId, after, before, false),
                limit,
                new BucketRows.Shape<>(
                        cql, keysDown, Messages::key, MessageKey::position, key -> KEY_BYTES));
    }

    private CompletionStage<MessagePage<MessageRow>> within(
            String channelId, long after, long before, int limit, boolean up) {
        requireLimit(limit);
        return walk(
                new Range(channelId, after, before, up),
                limit,
                new BucketRows.Shape<>(
                        bulk,
                        up ? rowsUp : rowsDown,
                        Messages::row,
                        MessageRow::position,
                        row -> row.record().size()));
    }

    private <T> CompletionStage<MessagePage<T>> walk(
            Range range, int limit, BucketRows.Shape<T> shape) {
        if (range.isEmpty()) {
            return CompletableFuture.completedFuture(new MessagePage<>(List.of(), false));
        }
        return BucketWalk.read(new Buckets<>(range, shape), range.first(), limit);
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit: 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }

    private static MessageRow row(Row row) {
        return new MessageRow(
                row.getString("channel_id"),
                row.getLong("position"),
                row.getLong("prev"),
                row.getString("sender"),
                row.getString("id"),
                Times.millis(row, "time"),
                row.getInt("kind"),
                ByteString.copyFrom(row.getByteBuffer("record")));
    }

    private static MessageKey key(Row row) {
        return new MessageKey(
                row.getLong("position"),
                row.getString("sender"),
                row.getString("id"),
                Times.millis(row, "time"),
                row.getInt("kind"));
    }

    /** Positions between two, neither included, and the direction in which they are read. */
    record Range(String channelId, long after, long before, boolean up) {
        boolean isEmpty() {
            return before <= 0 || after >= before - 1;
        }

        long low() {
            return MessageBuckets.of(after + 1);
        }

        long high() {
            return MessageBuckets.of(before - 1);
        }

        long first() {
            return up ? low() : high();
        }
    }

    private final class Buckets<T> implements BucketWalk.Source<T> {
        private final Range range;
        private final BucketRows<T> rows;

        Buckets(Range range, BucketRows.Shape<T> shape) {
            this.range = range;
            rows = new BucketRows<>(shape, range);
        }

        @Override
        public CompletionStage<List<Long>> buckets(long from, int limit) {
            return range.up()
                    ? index.up(range.channelId(), from, range.high(), limit)
                    : index.down(range.channelId(), from, range.low(), limit);
        }

        @Override
        public long after(long bucket) {
            return range.up() ? bucket + 1 : bucket - 1;
        }

        @Override
        public CompletionStage<MessagePage<T>> rows(long bucket, int limit) {
            return rows.read(bucket, limit);
        }

        @Override
        public long bytesRead() {
            return rows.bytesSeen();
        }
    }
}
