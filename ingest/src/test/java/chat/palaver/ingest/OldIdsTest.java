package chat.palaver.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.fold.KeptId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class OldIdsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final KeptId KEPT = new KeptId("u", "id", 7, 1);

    private CompletionStage<Optional<KeptId>> stored =
            CompletableFuture.completedFuture(Optional.of(KEPT));
    private CompletionStage<Duration> lag = CompletableFuture.completedFuture(Duration.ZERO);
    private final OldIds oldIds =
            new OldIds(
                    (channel, sender, id) -> stored,
                    channel -> lag,
                    Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void looksUpAnIdOlderThanHalfAnHour() {
        assertThat(find(idOfAge(OldIds.AGE.plusMillis(1)))).isCompletedWithValue(Optional.of(KEPT));
    }

    @Test
    void doesNotLookUpYoungerIdsOrIdsWithoutATimeOrFromTheFuture() {
        assertThat(find(idOfAge(OldIds.AGE))).isCompletedWithValue(Optional.empty());
        assertThat(find("any")).isCompletedWithValue(Optional.empty());
        assertThat(find(UUID.randomUUID().toString())).isCompletedWithValue(Optional.empty());
        assertThat(find(idOfAge(Duration.ofDays(-1)))).isCompletedWithValue(Optional.empty());
    }

    @Test
    void isUnavailableWhenTheSinkIsHalfAnHourBehind() {
        lag = CompletableFuture.completedFuture(OldIds.AGE);
        CompletableFuture<Optional<KeptId>> answer = find(idOfAge(Duration.ofHours(1)));

        assertThat(answer).isCompletedExceptionally();
        assertThat(failureOf(answer)).isInstanceOf(Unavailable.class);
    }

    @Test
    void isUnavailableWhenTheStoreIsAway() {
        stored = CompletableFuture.failedFuture(new IllegalStateException("away"));
        CompletableFuture<Optional<KeptId>> answer = find(idOfAge(Duration.ofHours(1)));

        assertThat(failureOf(answer)).isInstanceOf(Unavailable.class).hasRootCauseMessage("away");
    }

    private CompletableFuture<Optional<KeptId>> find(String id) {
        return oldIds.find("c", "u", id).toCompletableFuture();
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return future.handle((value, failure) -> failure).join();
    }

    private static String idOfAge(Duration age) {
        long millis = NOW.minus(age).toEpochMilli();
        return new UUID(millis << 16 | 0x7000, 0x8000000000000000L).toString();
    }
}
