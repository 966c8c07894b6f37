package chat.palaver.store;

import chat.palaver.testkit.CqlStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What every integration test of the tables begins with. */
final class Opened {
    private Opened() {}

    static StoreSettings settings(CqlStore cql) {
        return StoreSettings.of(List.of(cql.contactPoint()), cql.datacenter(), cql.keyspace(), 1);
    }

    static Store open(CqlStore cql) {
        return Store.open(settings(cql), Duration.ofSeconds(60));
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
