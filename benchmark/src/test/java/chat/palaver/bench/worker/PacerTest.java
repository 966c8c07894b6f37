package chat.palaver.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Schedule;
import chat.palaver.bench.wire.SocketLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {
    /** A stall of the generator must show as lateness of what was due meanwhile. */
    @Test
    void countsItsOwnLatenessFromTheIntendedTimes() {
        long late = TimeUnit.MILLISECONDS.toNanos(500);
        RunPlan plan = new RunPlan(1, System.nanoTime() - late, 0, 0, 0);
        Latencies lag = new Latencies();
        try (SocketLoop loop = new SocketLoop("test", () -> {})) {
            Client nobody =
                    new Client(
                            new Crowd(loop),
                            new SeatPlan("ws://127.0.0.1:1/", "127.0.0.1", null, null, true));
            Agenda agenda =
                    Agenda.steady(
                            new Schedule(100, 60, 0, 1),
                            List.of(nobody),
                            List.of(new SendText("c", "x")));

            int sent = new Pacer(plan, lag).send(agenda);

            assertThat(sent).isEqualTo(60);
        }
        assertThat(lag.all().getMaxValue()).isGreaterThan(late);
        assertThat(lag.all().getTotalCount()).isEqualTo(60);
        assertThat(System.nanoTime() - plan.epochNanos())
                .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(590));
    }
}
