package chat.palaver.store;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Reads the rows of buckets by answers of about a megabyte. A page of the longest texts in one
 * answer is more than a small node can hold: one of 24 MB was seen to end it. So the first answer
 * has few rows, and the next ones as many as their weight lets expect to fit.
 *
 * @param <T> what a row is read as
 */
final class BucketRows<T> {
    /** What an answer should weigh. */
    static final long ANSWER_BYTES = 1 << 20;

    /** Rows of an answer at least: at the longest text, 3 MB. */
    static final int MIN_ROWS = 8;

    private final Shape<T> shape;
    private final Messages.Range range;
    private long rowsSeen;
    private long bytesSeen;

    /** How a row is asked for and read, where it stands and how much it weighs. */
    record Shape<T>(
            Cql cql,
            PreparedStatement statement,
            Function<Row, T> mapping,
            ToLongFunction<T> position,
            ToLongFunction<T> weight) {}

    BucketRows(Shape<T> shape, Messages.Range range) {
        this.shape = shape;
        this.range = range;
    }

    /** The first rows of the bucket within the range; {@code more} if their bytes cut it short. */
    CompletionStage<MessagePage<T>> read(long bucket, int limit) {
        Reading reading = new Reading(bucket, limit);
        reading.next();
        return reading.result;
    }

    /** Rows to ask for when that many are wanted. */
    synchronized int rowsToAsk(int wanted) {
        if (rowsSeen == 0) {
            return Math.min(wanted, MIN_ROWS);
        }
        long fitting = ANSWER_BYTES * rowsSeen / Math.max(1, bytesSeen);
        return (int) Math.min(wanted, Math.max(MIN_ROWS, fitting));
    }

    /** What all rows weigh that came so far, from whichever bucket. */
    synchronized long bytesSeen() {
        return bytesSeen;
    }

    /** Learns from an answer. */
    synchronized void saw(long rows, long bytes) {
        rowsSeen += rows;
        bytesSeen += bytes;
    }

    private final class Reading {
        final CompletableFuture<MessagePage<T>> result = new CompletableFuture<>();
        private final List<T> rows = new ArrayList<>();
        private final long bucket;
        private final int limit;
        private long after = range.after();
        private long before = range.before();
        private long bytes;

        Reading(long bucket, int limit) {
            this.bucket = bucket;
            this.limit = limit;
        }

        void next() {
            int asked = rowsToAsk(limit - rows.size());
            BoundStatement statement =
                    shape.statement()
                            .bind(range.channelId(), bucket, after, before, asked)
                            .setPageSize(asked + 1);
            shape.cql()
                    .all(statement, shape.mapping())
                    .whenComplete(
                            (answer, failure) -> {
                                if (failure != null) {
                                    result.completeExceptionally(DriverFailures.unwrap(failure));
                                } else {
                                    take(answer, asked);
                                }
                            });
        }

        private void take(List<T> answer, int asked) {
            long weight = answer.stream().mapToLong(shape.weight()).sum();
            saw(answer.size(), weight);
            bytes += weight;
            rows.addAll(answer);
            if (answer.size() < asked || rows.size() == limit) {
                result.complete(new MessagePage<>(rows, false));
            } else if (bytes >= Messages.MAX_PAGE_BYTES) {
                result.complete(new MessagePage<>(rows, true));
            } else {
                goOnFrom(shape.position().applyAsLong(rows.get(rows.size() - 1)));
            }
        }

        private void goOnFrom(long last) {
            if (range.up()) {
                after = last;
            } else {
                before = last;
            }
            next();
        }
    }
}
