package chat.palaver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RequestGateTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<CompletableFuture<String>> started = new ArrayList<>();

    @Test
    void startsNoMoreThanItsLimitAndTheRestInOrder() {
        RequestGate gate = gate(2, 10);
        List<CompletionStage<String>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(submit(gate));
        }
        assertThat(started).hasSize(2);

        started.get(1).complete("second");

        assertThat(started).hasSize(3);
        assertThat(results.get(1)).isCompletedWithValue("second");
        started.get(2).complete("third");
        assertThat(results.get(2)).isCompletedWithValue("third");
        assertThat(results.get(3).toCompletableFuture()).isNotDone();
    }

    @Test
    void refusesTheOneOverItsQueueAndNoOther() {
        RequestGate gate = gate(1, 2);
        submit(gate);
        submit(gate);
        CompletionStage<String> last = submit(gate);
        CompletionStage<String> over = submit(gate);

        assertOverloaded(over);
        assertThat(last.toCompletableFuture()).isNotDone();
        started.get(0).complete("done");
        assertThat(submit(gate).toCompletableFuture()).isNotDone();
    }

    @Test
    void failsWhatHasWaitedLongerThanARequestMayTake() {
        RequestGate gate = gate(1, 10);
        submit(gate);
        CompletionStage<String> stale = submit(gate);
        nanos.addAndGet(1);
        CompletionStage<String> fresh = submit(gate);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        started.get(0).completeExceptionally(new IllegalStateException("timed out"));

        assertOverloaded(stale);
        assertThat(fresh.toCompletableFuture()).isNotDone();
        assertThat(started).hasSize(2);
    }

    @Test
    void survivesManyWaitingRequestsThatEndAtOnce() {
        RequestGate gate = gate(1, 100_000);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletionStage<String> unused = gate.submit(() -> first);
        CompletionStage<String> last = unused;
        for (int i = 0; i < 100_000; i++) {
            last = gate.submit(() -> CompletableFuture.completedFuture("at once"));
        }

        first.complete("done");

        assertThat(last).isCompletedWithValue("at once");
    }

    @Test
    void aRequestThatThrowsFreesItsPlace() {
        RequestGate gate = gate(1, 0);
        CompletionStage<String> thrown =
                gate.submit(
                        () -> {
                            throw new IllegalArgumentException("no such column");
                        });

        assertThatThrownBy(thrown.toCompletableFuture()::join)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(submit(gate).toCompletableFuture()).isNotDone();
    }

    private RequestGate gate(int maxInFlight, int maxQueued) {
        return new RequestGate(maxInFlight, maxQueued, Duration.ofSeconds(1), nanos::get);
    }

    private CompletionStage<String> submit(RequestGate gate) {
        return gate.submit(
                () -> {
                    CompletableFuture<String> request = new CompletableFuture<>();
                    started.add(request);
                    return request;
                });
    }

    private static void assertOverloaded(CompletionStage<String> stage) {
        assertThatThrownBy(stage.toCompletableFuture()::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreUnavailable.class,
                        e -> assertThat(e.reason()).isEqualTo(StoreUnavailable.Reason.OVERLOADED));
    }
}
