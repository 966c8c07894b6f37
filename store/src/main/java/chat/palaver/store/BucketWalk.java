package chat.palaver.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads a page of rows that lie in several buckets. It asks the index which buckets there are, so
 * that empty ones cost nothing, and reads as many of them side by side as it expects to need,
 * judging by how full those before were: one when they are full, up to {@link #MAX_WIDTH} when each
 * has a row or two. A page ends early when it weighs {@link Messages#MAX_PAGE_BYTES}; {@code more}
 * then only says that there may be some.
 *
 * @param <T> what a row is read as
 */
final class BucketWalk<T> {
    /** Buckets read side by side at most. */
    static final int MAX_WIDTH = 16;

    /** Buckets asked of the index at one time. */
    static final int INDEX_PAGE = 64;

    private final Source<T> source;
    private final int limit;
    private final List<T> rows = new ArrayList<>();
    private final CompletableFuture<MessagePage<T>> page = new CompletableFuture<>();
    private int bucketsRead;

    /** Where buckets and rows come from, both in the order of the walk. */
    interface Source<T> {
        /** The next non-empty buckets from this one on, itself included. */
        CompletionStage<List<Long>> buckets(long from, int limit);

        /** The bucket that the walk would look for after this one. */
        long after(long bucket);

        /** The first rows of the bucket, fewer than there are only if {@code more} says so. */
        CompletionStage<MessagePage<T>> rows(long bucket, int limit);

        /** What all rows weigh that were read so far. */
        long bytesRead();
    }

    private BucketWalk(Source<T> source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    /** Reads up to {@code limit} rows from the bucket on. */
    static <T> CompletionStage<MessagePage<T>> read(Source<T> source, long from, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: at least 1, not " + limit);
        }
        BucketWalk<T> walk = new BucketWalk<>(source, limit);
        walk.nextBuckets(from);
        return walk.page;
    }

    private void nextBuckets(long from) {
        source.buckets(from, INDEX_PAGE).whenComplete(orFail(buckets -> wave(buckets, 0)));
    }

    private void wave(List<Long> buckets, int start) {
        if (start == buckets.size()) {
            if (buckets.size() < INDEX_PAGE) {
                page.complete(new MessagePage<>(rows, false));
            } else {
                nextBuckets(source.after(buckets.get(start - 1)));
            }
            return;
        }
        int end = Math.min(buckets.size(), start + width());
        int wanted = limit - rows.size() + 1;
        List<CompletableFuture<MessagePage<T>>> reads =
                buckets.subList(start, end).stream()
                        .map(bucket -> source.rows(bucket, wanted).toCompletableFuture())
                        .toList();
        CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .whenComplete(orFail(done -> take(reads, buckets, end)));
    }

    private void take(
            List<CompletableFuture<MessagePage<T>>> reads, List<Long> buckets, int nextBucket) {
        for (CompletableFuture<MessagePage<T>> read : reads) {
            MessagePage<T> bucket = read.join();
            bucketsRead++;
            rows.addAll(bucket.rows());
            if (rows.size() > limit) {
                page.complete(new MessagePage<>(rows.subList(0, limit), true));
                return;
            }
            if (bucket.more()) {
                page.complete(new MessagePage<>(rows, true));
                return;
            }
        }
        if (source.bytesRead() >= Messages.MAX_PAGE_BYTES && !rows.isEmpty()) {
            page.complete(new MessagePage<>(rows, true));
            return;
        }
        wave(buckets, nextBucket);
    }

    /** The first bucket alone tells how full they are. */
    private int width() {
        if (bucketsRead == 0) {
            return 1;
        }
        int rowsInEach = Math.max(1, rows.size() / bucketsRead);
        long bytesInEach = Math.max(1, source.bytesRead() / bucketsRead);
        long fitting = (Messages.MAX_PAGE_BYTES - source.bytesRead()) / bytesInEach;
        int needed = (limit - rows.size()) / rowsInEach + 1;
        return (int) Math.max(1, Math.min(Math.min(MAX_WIDTH, fitting), needed));
    }

    private <V> java.util.function.BiConsumer<V, Throwable> orFail(
            java.util.function.Consumer<V> next) {
        return (value, failure) -> {
            if (failure != null) {
                page.completeExceptionally(DriverFailures.unwrap(failure));
                return;
            }
            try {
                next.accept(value);
            } catch (RuntimeException e) {
                page.completeExceptionally(e);
            }
        };
    }
}
