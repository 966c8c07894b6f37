package chat.palaver.check.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LoopTest {
    private final Loop loop = new Loop();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        goOn.countDown();
        loop.close();
    }

    @Test
    void runsWhatIsAskedOnTheLoopItselfWhileNoMoreFramesAreTaken() {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        loop.run(
                () -> {
                    await(goOn);
                    // As an abort does, whose closing is told of at once.
                    loop.run(closed::countDown);
                });
        for (int i = 0; i < Loop.MOST_FRAMES; i++) {
            loop.take(done::incrementAndGet);
        }
        goOn.countDown();

        assertThat(await(closed)).isTrue();
        assertThat(done).hasValue(Loop.MOST_FRAMES);
    }

    @Test
    void connectsWhileEveryThreadForChangesWaits() {
        CountDownLatch connected = new CountDownLatch(1);
        for (int i = 0; i < 2 * Errand.ASK.threads(); i++) {
            loop.block(Errand.ASK, () -> await(goOn), () -> {});
        }
        loop.block(Errand.CONNECT, () -> {}, connected::countDown);

        assertThat(await(connected)).isTrue();
    }

    @Test
    void runsNoMoreErrandsOfAKindAtOnceThanItsLimit() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(Errand.ASK.threads());
        for (int i = 0; i < 2 * Errand.ASK.threads(); i++) {
            loop.block(
                    Errand.ASK,
                    () -> {
                        begun.incrementAndGet();
                        full.countDown();
                        await(goOn);
                    },
                    () -> {});
        }

        assertThat(await(full)).isTrue();
        assertThat(begun).hasValue(Errand.ASK.threads());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
