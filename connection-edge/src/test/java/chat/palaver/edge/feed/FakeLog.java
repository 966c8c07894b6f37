package chat.palaver.edge.feed;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A partition of the log in memory, of which the beginning can be gone. */
public final class FakeLog implements PartitionLog {
    /** The channels of every interest record, in order. */
    public final List<List<String>> interests = new ArrayList<>();

    /** First and last offset of every read, in order. */
    public final List<List<Long>> reads = new ArrayList<>();

    public long begin;

    /** Nothing can be read. */
    public boolean away;

    public long end;
    private final List<LogRecord> records = new ArrayList<>();
    private final Loop loop;

    public FakeLog(Loop loop) {
        this.loop = loop;
    }

    /** Somebody's record; gives its offset. */
    public long append(String channel, ByteString value) {
        records.add(new LogRecord(channel, end, end, value));
        return end++;
    }

    @Override
    public CompletionStage<Long> interest(List<String> channels, boolean on) {
        interests.add(channels);
        return soon(end++);
    }

    @Override
    public CompletionStage<Void> read(
            long from, long through, Set<String> channels, Consumer<List<LogRecord>> chunk) {
        reads.add(List.of(from, through));
        if (away) {
            return failed(new IllegalStateException("away"));
        }
        if (from < begin) {
            return failed(new RangeGone("gone", null));
        }
        return soon(null)
                .thenAccept(
                        done ->
                                chunk.accept(
                                        records.stream()
                                                .filter(r -> channels.contains(r.channel()))
                                                .filter(r -> r.offset() >= from)
                                                .filter(r -> r.offset() <= through)
                                                .toList()));
    }

    private CompletionStage<Void> failed(RuntimeException cause) {
        CompletableFuture<Void> failed = new CompletableFuture<>();
        loop.execute(() -> failed.completeExceptionally(cause));
        return failed;
    }

    private <T> CompletionStage<T> soon(T value) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> done.complete(value));
        return done;
    }
}
