package chat.palaver.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

    @Test
    void aCheckThatThrowsIsBad() {
        health.toRunning();
        health.register(
                "store",
                () -> {
                    throw new IllegalStateException("closed");
                });

        Health.Report report = health.ready();

        assertThat(report.good()).isFalse();
        assertThat(report.checks().get("store").detail()).contains("closed");
    }

    @Test
    void aNameIsTakenOnce() {
        health.register("store", HealthResult::ok);

        assertThatThrownBy(() -> health.register("store", HealthResult::ok))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> health.register("lifecycle", HealthResult::ok))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAnUnboundedNumberOfChecks() {
        for (int i = 0; i < Health.MOST_CHECKS; i++) {
            health.register("check-" + i, HealthResult::ok);
        }

        assertThatThrownBy(() -> health.register("one more", HealthResult::ok))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void drainingIsLiveAndNotReady() {
        health.toRunning();

        health.toDraining();

        assertThat(health.live().good()).isTrue();
        assertThat(health.ready().good()).isFalse();
        assertThat(health.toRunning()).isFalse();
    }

    @Test
    void failureIsTheEnd() {
        health.toRunning();

        assertThat(health.toFailed(new IllegalStateException("first"))).isTrue();
        assertThat(health.toFailed(new IllegalStateException("second"))).isFalse();
        health.toDraining();

        assertThat(health.live().good()).isFalse();
        assertThat(health.live().checks().get("lifecycle").detail()).contains("first");
    }

    @Test
    void whatFailsWhileDrainingIsNoFailure() {
        health.toDraining();

        assertThat(health.toFailed(new IllegalStateException("late"))).isFalse();
        assertThat(health.live().good()).isTrue();
    }
}
