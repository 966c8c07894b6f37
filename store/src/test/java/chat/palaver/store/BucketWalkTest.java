package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class BucketWalkTest {
    @Test
    void readsWhatIsThereInOrderWhateverTheBucketsHold() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            Rows rows = new Rows();
            int count = random.nextInt(400);
            int spread = 1 + random.nextInt(300);
            for (int i = 0; i < count; i++) {
                rows.add(random.nextInt(spread), i);
            }
            int limit = 1 + random.nextInt(300);

            MessagePage<Integer> page = read(rows, limit);

            List<Integer> all = rows.inOrder();
            assertThat(page.rows())
                    .as("seed %d, run %d", seed, run)
                    .isEqualTo(all.subList(0, Math.min(limit, all.size())));
            assertThat(page.more()).as("seed %d, run %d", seed, run).isEqualTo(all.size() > limit);
        }
    }

    @Test
    void asksOnlyForBucketsThatTheIndexNames() {
        Rows rows = new Rows();
        rows.add(3, 1);
        rows.add(90_000_000, 2);

        read(rows, 10);

        assertThat(rows.bucketsRead).containsExactly(3L, 90_000_000L);
    }

    @Test
    void readsAFullBucketAloneAndSparseOnesSideBySide() {
        Rows full = new Rows();
        Rows sparse = new Rows();
        for (int i = 0; i < 200; i++) {
            full.add(i / 100, i);
            sparse.add(i, i);
        }

        read(full, 50);
        read(sparse, 50);

        assertThat(full.bucketsRead).hasSize(1);
        assertThat(sparse.widest).isEqualTo(BucketWalk.MAX_WIDTH);
    }

    @Test
    void endsEarlyAfterABucketThatWasCutShort() {
        Rows rows = new Rows();
        rows.cutAfter = 2;
        for (int i = 0; i < 10; i++) {
            rows.add(i / 5, i);
        }

        MessagePage<Integer> page = read(rows, 10);

        assertThat(page.rows()).containsExactly(0, 1);
        assertThat(page.more()).isTrue();
    }

    @Test
    void endsEarlyWhenSeveralBucketsTogetherWeighAPage() {
        Rows rows = new Rows();
        rows.rowBytes = Messages.MAX_PAGE_BYTES / 4;
        for (int i = 0; i < 40; i++) {
            rows.add(i, i);
        }

        MessagePage<Integer> page = read(rows, 40);

        assertThat(page.rows()).containsExactly(0, 1, 2, 3);
        assertThat(page.more()).isTrue();
    }

    @Test
    void aPageHasARowHoweverMuchItWeighs() {
        Rows rows = new Rows();
        rows.rowBytes = Messages.MAX_PAGE_BYTES * 2;
        rows.add(1, 7);
        rows.add(2, 8);

        MessagePage<Integer> page = read(rows, 10);

        assertThat(page.rows()).containsExactly(7);
        assertThat(page.more()).isTrue();
    }

    @Test
    void passesOnAFailure() {
        Rows rows = new Rows();
        rows.add(1, 1);
        rows.failure = new IllegalStateException("away");

        CompletionStage<MessagePage<Integer>> page = BucketWalk.read(rows, 0, 10);

        assertThatThrownBy(page.toCompletableFuture()::join).cause().isSameAs(rows.failure);
    }

    private static MessagePage<Integer> read(Rows rows, int limit) {
        return BucketWalk.read(rows, 0, limit).toCompletableFuture().join();
    }

    /** Buckets upwards, in memory; each completes when all of its wave have been asked for. */
    private static final class Rows implements BucketWalk.Source<Integer> {
        final NavigableMap<Long, List<Integer>> buckets = new TreeMap<>();
        final List<Long> bucketsRead = new ArrayList<>();
        RuntimeException failure;
        int cutAfter = Integer.MAX_VALUE;
        long rowBytes;
        int widest;
        private long bytesRead;
        private int bucketsReadBefore;

        void add(long bucket, int row) {
            buckets.computeIfAbsent(bucket, b -> new ArrayList<>()).add(row);
        }

        List<Integer> inOrder() {
            return buckets.values().stream().flatMap(List::stream).toList();
        }

        @Override
        public CompletionStage<List<Long>> buckets(long from, int limit) {
            List<Long> next = buckets.tailMap(from, true).keySet().stream().limit(limit).toList();
            return CompletableFuture.completedFuture(next);
        }

        @Override
        public long after(long bucket) {
            return bucket + 1;
        }

        @Override
        public CompletionStage<MessagePage<Integer>> rows(long bucket, int limit) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            bucketsRead.add(bucket);
            List<Integer> rows = buckets.get(bucket);
            int count = Math.min(rows.size(), Math.min(limit, cutAfter));
            bytesRead += count * rowBytes;
            return new Counted(new MessagePage<>(rows.subList(0, count), count == cutAfter));
        }

        @Override
        public long bytesRead() {
            return bytesRead;
        }

        /** A read is over only when it is joined: those before that are side by side. */
        private final class Counted extends CompletableFuture<MessagePage<Integer>> {
            Counted(MessagePage<Integer> page) {
                complete(page);
            }

            @Override
            public MessagePage<Integer> join() {
                widest = Math.max(widest, bucketsRead.size() - bucketsReadBefore);
                bucketsReadBefore = bucketsRead.size();
                return super.join();
            }
        }
    }
}
