package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.store.ChannelHead;
import chat.palaver.store.ChannelVersion;
import chat.palaver.store.MessageRow;
import chat.palaver.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Carries plans into the tables and loads folds from them, however long the store is away. Returns
 * only when every row is acknowledged. Rows are written side by side, in groups, so that a group of
 * ten thousand members does not fill the store's queue. Thread-safe.
 */
final class StoreRows {
    private static final int MOST_AT_ONCE = 64;

    private final Store store;
    private final Insistence insistence;

    StoreRows(Store store, Insistence insistence) {
        this.store = store;
        this.insistence = insistence;
    }

    /**
     * The channel's fold as of a position.
     *
     * @param through all rows up to here must be written
     */
    ChannelFold load(String channel, long through, Claim claim) {
        return new ChannelFold(
                insistence.until(
                        claim,
                        () -> store.snapshots().load(channel, through).toCompletableFuture()));
    }

    /** Where the channel's log goes on, as far as the tables know. */
    LogPlace place(String channel, Claim claim) {
        return insistence.until(
                claim, () -> store.channelProgress().place(channel).toCompletableFuture());
    }

    /** The same of many channels, in their order. */
    List<LogPlace> places(List<String> channels, Claim claim) {
        List<LogPlace> places = new ArrayList<>();
        for (int from = 0; from < channels.size(); from += MOST_AT_ONCE) {
            int to = Math.min(channels.size(), from + MOST_AT_ONCE);
            List<String> some = channels.subList(from, to);
            places.addAll(insistence.until(claim, () -> places(some)));
        }
        return places;
    }

    private CompletableFuture<List<LogPlace>> places(List<String> channels) {
        List<CompletableFuture<LogPlace>> asked =
                channels.stream()
                        .map(store.channelProgress()::place)
                        .map(CompletionStage::toCompletableFuture)
                        .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    /** Writes what a channel is from a move of its log on. */
    void write(ChannelVersion version, Claim claim) {
        writeAll(List.of(() -> store.channels().write(version)), claim);
    }

    /** Writes the rows of records that follow each other in one channel. */
    void write(List<RowPlan> plans, Claim claim) {
        List<Supplier<CompletionStage<Void>>> rows = new ArrayList<>();
        plans.forEach(plan -> rows.addAll(rows(plan)));
        head(plans).ifPresent(head -> rows.add(() -> store.channelHeads().write(head)));
        writeAll(rows, claim);
    }

    /** Only the last of them is a head for longer than a moment. */
    private static Optional<ChannelHead> head(List<RowPlan> plans) {
        return plans.stream()
                .map(RowPlan::head)
                .flatMap(Optional::stream)
                .reduce((before, after) -> after);
    }

    /** Writes rows given as the requests that write them; each may be made more than once. */
    void writeAll(List<Supplier<CompletionStage<Void>>> rows, Claim claim) {
        for (int from = 0; from < rows.size(); from += MOST_AT_ONCE) {
            List<Supplier<CompletionStage<Void>>> some =
                    rows.subList(from, Math.min(rows.size(), from + MOST_AT_ONCE));
            insistence.until(claim, () -> together(some));
        }
    }

    /** What a channel is and who is in it comes before what lists it. */
    private List<Supplier<CompletionStage<Void>>> rows(RowPlan plan) {
        List<Supplier<CompletionStage<Void>>> rows = new ArrayList<>();
        MessageRow row = plan.message();
        plan.version().ifPresent(version -> rows.add(() -> store.channels().write(version)));
        plan.members().forEach(member -> rows.add(() -> store.members().write(member)));
        rows.add(() -> store.messages().insert(row));
        rows.add(
                () ->
                        store.messageIds()
                                .write(
                                        row.channelId(),
                                        row.sender(),
                                        row.id(),
                                        row.position(),
                                        row.timeMillis()));
        plan.userChannels().forEach(channel -> rows.add(() -> store.userChannels().write(channel)));
        return rows;
    }

    private static CompletableFuture<Void> together(List<Supplier<CompletionStage<Void>>> rows) {
        return CompletableFuture.allOf(
                rows.stream()
                        .map(row -> row.get().toCompletableFuture())
                        .toArray(CompletableFuture[]::new));
    }
}
