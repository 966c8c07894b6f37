package chat.palaver.client.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {
    private static final Duration BASE = Duration.ofMillis(100);
    private static final Duration CAP = Duration.ofSeconds(5);

    @Test
    void staysBelowTheDoublingBoundAndTheCap() {
        for (long seed = 1; seed <= 200; seed++) {
            ReconnectPolicy policy = new ReconnectPolicy(BASE, CAP, new Random(seed));
            for (int attempt = 0; attempt < 80; attempt++) {
                long bound = attempt < 6 ? 100L << attempt : 5_000;
                assertThat(policy.next().toMillis())
                        .as("seed %d attempt %d", seed, attempt)
                        .isBetween(0L, Math.min(bound, 5_000));
            }
        }
    }

    @Test
    void usesTheWholeRangeSoThatClientsDoNotReturnInStep() {
        ReconnectPolicy policy = new ReconnectPolicy(CAP, CAP, new Random(1));
        long low = 0;
        long high = 0;
        for (int i = 0; i < 1_000; i++) {
            long wait = policy.next().toMillis();
            low += wait < 500 ? 1 : 0;
            high += wait > 4_500 ? 1 : 0;
        }
        assertThat(low).isBetween(60L, 140L);
        assertThat(high).isBetween(60L, 140L);
    }

    @Test
    void startsAgainFromTheBaseOnceSettled() {
        ReconnectPolicy policy = new ReconnectPolicy(BASE, CAP, new Random(3));
        for (int i = 0; i < 10; i++) {
            policy.next();
        }
        policy.settled();

        assertThat(policy.next()).isLessThanOrEqualTo(BASE);
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatThrownBy(() -> new ReconnectPolicy(CAP, BASE, new Random()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReconnectPolicy(Duration.ZERO, BASE, new Random()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
