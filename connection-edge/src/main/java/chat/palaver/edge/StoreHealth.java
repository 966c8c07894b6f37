package chat.palaver.edge;

import chat.palaver.kit.HealthResult;
import chat.palaver.store.Store;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Whether the store answers, as known from the last probe; each look starts the next. */
final class StoreHealth implements Supplier<HealthResult> {
    private final Store store;
    private volatile HealthResult last = HealthResult.ok();
    private volatile CompletionStage<Void> probe;

    StoreHealth(Store store) {
        this.store = store;
    }

    @Override
    public HealthResult get() {
        if (probe == null || probe.toCompletableFuture().isDone()) {
            probe =
                    store.probe()
                            .whenComplete(
                                    (done, failure) ->
                                            last =
                                                    failure == null
                                                            ? HealthResult.ok()
                                                            : HealthResult.bad(failure.toString()));
        }
        return last;
    }
}
