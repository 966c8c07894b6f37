package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.store.OwnLog;
import chat.palaver.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The rows of {@code own_logs} for the partitions of the shared logs held here, in memory and in
 * the table: which own logs are to be read, and what the mover has to do. Whoever folds a channel
 * writes its row by way of this book. Thread-safe.
 */
final class OwnLogBook implements GroupPartitions.Heirs {
    private final Store store;
    private final StoreRows rows;
    private final Insistence insistence;
    private final Executor loaders;
    private final Consumer<Throwable> failure;
    private final Map<Claim, Held> held = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile Set<LogPlace> topics = Set.of();
    private volatile Wanted wanted = new Wanted(-1, Map.of());
    private volatile Runnable onChange = () -> {};

    /** What is to be read, as of some change. */
    private record Wanted(long change, Map<LogPlace, Claim> places) {}

    /** The rows of a partition by channel; there once they are loaded. */
    private record Held(int partition, CompletableFuture<Map<String, OwnLog>> rows) {}

    /**
     * @param loaders where rows are loaded, for as long as the store is away
     * @param failure told of what the sink cannot go on after
     */
    OwnLogBook(
            Store store,
            StoreRows rows,
            Insistence insistence,
            Executor loaders,
            Consumer<Throwable> failure) {
        this.store = store;
        this.rows = rows;
        this.insistence = insistence;
        this.loaders = loaders;
        this.failure = failure;
    }

    /** Whom to wake when there may be something to move. */
    void onChange(Runnable wake) {
        onChange = wake;
    }

    /**
     * Loads the rows, not sooner than where to start is known: of a move that lies before that the
     * tables know by now, and one that lies behind it will be met.
     */
    @Override
    public void begun(int partition, Claim claim) {
        Held its = new Held(partition, new CompletableFuture<>());
        if (held.putIfAbsent(claim, its) == null) {
            loaders.execute(() -> load(its, claim));
        }
    }

    @Override
    public void lost(int partition, Claim claim) {
        Held its = held.remove(claim);
        if (its != null) {
            its.rows().completeExceptionally(new Claim.LostException());
            changes.incrementAndGet();
        }
    }

    /** A channel's row, as far as it is written; waits for the rows of the partition. */
    Optional<OwnLog> row(String channel, Claim claim) {
        return Optional.ofNullable(rows(claim).get(channel));
    }

    /**
     * Writes a channel's row; returns when it is there.
     *
     * @param position see {@link chat.palaver.store.OwnLogs#write}
     */
    void write(OwnLog row, long position, Claim claim) {
        Map<String, OwnLog> known = rows(claim);
        rows.writeAll(List.of(() -> store.ownLogs().write(row, position)), claim);
        known.merge(row.channelId(), row, (a, b) -> a.epoch() > b.epoch() ? a : b);
        changed();
    }

    /**
     * Has the row follow a move of which the tables know: another sink, whose claim was lost, may
     * have written the channel's version and no more.
     */
    void bringInLine(LogPlace place, int partition, Claim claim) {
        OwnLog row =
                row(place.channel(), claim).orElse(OwnLogRule.none(partition, place.channel()));
        if (row.epoch() < place.epoch()) {
            write(at(place.epoch(), row), Position.beforeEpoch(place.epoch()), claim);
        }
    }

    private void changed() {
        changes.incrementAndGet();
        onChange.run();
    }

    /** Which own logs there are, as far as is known. */
    void seen(Set<LogPlace> present) {
        if (!topics.equals(present)) {
            topics = Set.copyOf(present);
            changes.incrementAndGet();
        }
    }

    /**
     * The own logs to be read, with the claims under which. That of a closed channel as long as it
     * is there. The same map until something changes.
     */
    Map<LogPlace, Claim> toRead() {
        long now = changes.get();
        Wanted known = wanted;
        if (known.change() != now) {
            known = new Wanted(now, findWanted());
            wanted = known;
        }
        return known.places();
    }

    private Map<LogPlace, Claim> findWanted() {
        Map<LogPlace, Claim> places = new HashMap<>();
        Set<LogPlace> present = topics;
        held.forEach(
                (claim, its) -> {
                    for (OwnLog row : loaded(its)) {
                        LogPlace place = new LogPlace(row.channelId(), row.epoch());
                        if (place.isOwn() && (!row.deleted() || present.contains(place))) {
                            places.put(place, claim);
                        }
                    }
                });
        return places;
    }

    /** Every row of the partitions held here, as far as they are loaded. */
    List<OwnLog> rows() {
        List<OwnLog> all = new ArrayList<>();
        held.values().forEach(its -> all.addAll(loaded(its)));
        return all;
    }

    private static List<OwnLog> loaded(Held its) {
        CompletableFuture<Map<String, OwnLog>> rows = its.rows();
        boolean there = rows.isDone() && !rows.isCompletedExceptionally();
        return there ? List.copyOf(rows.join().values()) : List.of();
    }

    private Map<String, OwnLog> rows(Claim claim) {
        Held its = held.get(claim);
        if (its == null) {
            throw new Claim.LostException();
        }
        try {
            return its.rows().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Claim.LostException lost ? lost : e;
        }
    }

    private void load(Held its, Claim claim) {
        try {
            List<OwnLog> found =
                    insistence.until(
                            claim, () -> store.ownLogs().of(its.partition()).toCompletableFuture());
            Map<String, OwnLog> all = new ConcurrentHashMap<>();
            bringInLine(found, claim).forEach(row -> all.put(row.channelId(), row));
            its.rows().complete(all);
            changed();
        } catch (Claim.LostException e) {
            its.rows().completeExceptionally(e);
        } catch (RuntimeException e) {
            its.rows().completeExceptionally(e);
            failure.accept(e);
        }
    }

    /** Who died between a move's version of the channel and its row left the row behind. */
    private List<OwnLog> bringInLine(List<OwnLog> found, Claim claim) {
        List<OwnLog> now = new ArrayList<>();
        List<Supplier<CompletionStage<Void>>> writes = new ArrayList<>();
        List<LogPlace> places = rows.places(found.stream().map(OwnLog::channelId).toList(), claim);
        for (int i = 0; i < found.size(); i++) {
            OwnLog row = found.get(i);
            long epoch = places.get(i).epoch();
            if (epoch > row.epoch()) {
                OwnLog moved = at(epoch, row);
                writes.add(() -> store.ownLogs().write(moved, Position.beforeEpoch(epoch)));
                now.add(moved);
            } else {
                now.add(row);
            }
        }
        rows.writeAll(writes, claim);
        return now;
    }

    private static OwnLog at(long epoch, OwnLog row) {
        return new OwnLog(
                row.partition(),
                row.channelId(),
                epoch,
                row.wish(),
                row.retention(),
                row.deleted());
    }
}
