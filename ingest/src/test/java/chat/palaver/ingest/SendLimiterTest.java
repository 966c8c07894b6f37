package chat.palaver.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SendLimiterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final SendLimiter limiter =
            new SendLimiter(300, Duration.ofSeconds(1), 1_000, new ManualTime(nanos));

    @Test
    void allowsTheBurstAndNotOneMore() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(limiter.take("ann")).isZero();
        }

        assertThat(limiter.take("ann")).isBetween(1L, 4L);
        assertThat(limiter.take("bob")).isZero();
    }

    @Test
    void grantsTheRateAfterTheBurst() {
        for (int i = 0; i < 1_000; i++) {
            limiter.take("ann");
        }
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        int allowed = 0;
        while (limiter.take("ann") == 0) {
            allowed++;
        }
        assertThat(allowed).isEqualTo(300);
    }

    private record ManualTime(AtomicLong nanos) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
