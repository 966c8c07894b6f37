package chat.palaver.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    @Test
    void doublesItsBoundUpToTheLongest() {
        Backoff backoff = new Backoff(FIRST, LONGEST, always(0.5));

        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(50));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
        }
    }

    @Test
    void startsAnewAfterASuccess() {
        Backoff backoff = new Backoff(FIRST, LONGEST, always(0.5));
        backoff.next();
        backoff.next();

        backoff.reset();

        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void spreadsOverTheWholeOfItsBound() {
        Random random = new Random(7);
        long below = 0;
        for (int i = 0; i < 1_000; i++) {
            Duration wait = new Backoff(FIRST, LONGEST, random).next();
            assertThat(wait).isLessThan(FIRST);
            below += wait.compareTo(FIRST.dividedBy(2)) < 0 ? 1 : 0;
        }
        assertThat(below).isBetween(400L, 600L);
    }

    @Test
    void refusesBoundsThatAreNone() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, LONGEST, always(0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(LONGEST, FIRST, always(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
