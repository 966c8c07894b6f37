package chat.palaver.sink;

import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.store.ChannelHead;
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

    /** The channel's fold as of just below a position; all rows below it must be written. */
    ChannelFold load(String channel, long position, Claim claim) {
        return new ChannelFold(
                insistence.until(
                        claim,
                        () -> store.snapshots().load(channel, position - 1).toCompletableFuture()));
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
