package chat.palaver.check.workload;

import chat.palaver.client.api.ApiException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Calls of the API that are repeated while it is away or asks to wait, for so long and no longer.
 */
final class Patience {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(65);

    private Patience() {}

    /**
     * Gives the answer.
     *
     * @throws ApiException when there is none in time, or it is a refusal
     */
    static <T> T call(Duration atMost, Supplier<T> call) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (ApiException e) {
                if (!passes(e) || System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    static boolean passes(ApiException e) {
        return e.status() == 503
                || e.status() >= 500
                || e.is("rate_limited")
                || e.is(ApiException.UNREACHABLE)
                || e.is(ApiException.UNREADABLE);
    }

    private static void pause(ApiException e) {
        long millis = e.retryAfter().orElse(PAUSE).toMillis();
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(millis, LONGEST_PAUSE.toMillis()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw e;
        }
    }
}
