package chat.palaver.store;

import chat.palaver.store.StoreUnavailable.Reason;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The one way from the tables to the driver: every request passes the gate and every failure is
 * translated here, so that no table can forget either.
 *
 * <p>The stages complete on the driver's threads.
 */
final class Cql {
    private final CqlSession session;
    private final RequestGate gate;

    Cql(CqlSession session, RequestGate gate) {
        this.session = session;
        this.gate = gate;
    }

    /** Prepares a statement that may be repeated without harm. Blocks: for use while opening. */
    PreparedStatement prepare(String statement) {
        return session.prepare(SimpleStatement.newInstance(statement).setIdempotent(true));
    }

    /**
     * Prepares a lightweight transaction. The driver must not repeat it by itself: the answer to
     * the second attempt would speak of what the first one did.
     */
    PreparedStatement prepareConditional(String statement) {
        return session.prepare(SimpleStatement.newInstance(statement).setIdempotent(false));
    }

    CompletionStage<Void> write(BoundStatement statement) {
        return execute(statement).thenApply(result -> null);
    }

    <T> CompletionStage<Optional<T>> one(BoundStatement statement, Function<Row, T> mapping) {
        return execute(statement).thenApply(rows -> Optional.ofNullable(rows.one()).map(mapping));
    }

    /** All rows of the answer, page by page. */
    <T> CompletionStage<List<T>> all(BoundStatement statement, Function<Row, T> mapping) {
        List<T> all = new ArrayList<>();
        return forEach(
                        statement,
                        row -> {
                            all.add(mapping.apply(row));
                            return true;
                        })
                .thenApply(done -> all);
    }

    /**
     * Gives the rows of the answer in order to the visitor, one page after the other, until it says
     * false. At most two pages are in memory.
     */
    CompletionStage<Void> forEach(BoundStatement statement, Predicate<Row> visitor) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(statement).whenComplete((page, failure) -> visit(page, failure, visitor, done));
        return done;
    }

    private void visit(
            AsyncResultSet page,
            Throwable failure,
            Predicate<Row> visitor,
            CompletableFuture<Void> done) {
        if (failure != null) {
            done.completeExceptionally(DriverFailures.unwrap(failure));
            return;
        }
        try {
            for (Row row : page.currentPage()) {
                if (!visitor.test(row)) {
                    done.complete(null);
                    return;
                }
            }
            if (page.hasMorePages()) {
                guarded(page::fetchNextPage)
                        .whenComplete((next, failed) -> visit(next, failed, visitor, done));
            } else {
                done.complete(null);
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    CompletionStage<AsyncResultSet> execute(BoundStatement statement) {
        return guarded(() -> session.executeAsync(statement));
    }

    private CompletionStage<AsyncResultSet> guarded(
            java.util.function.Supplier<CompletionStage<AsyncResultSet>> request) {
        if (session.isClosed()) {
            return CompletableFuture.failedFuture(
                    new StoreUnavailable(Reason.CLOSED, "The store has been closed", null));
        }
        CompletableFuture<AsyncResultSet> translated = new CompletableFuture<>();
        gate.submit(request)
                .whenComplete(
                        (result, failure) -> {
                            if (failure == null) {
                                translated.complete(result);
                            } else {
                                translated.completeExceptionally(DriverFailures.translate(failure));
                            }
                        });
        return translated;
    }
}
