package chat.palaver.bench.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Schedule;
import chat.palaver.bench.measure.Spans;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes between driver and workers comes out as it went in. */
class OrderTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void ordersTravel() throws Exception {
        List<Order> orders =
                List.of(
                        new Order.Open(
                                List.of(new SeatPlan("ws://h:1/p", "127.0.0.2", "t", null, true)),
                                8,
                                100),
                        new Order.Measure(new RunPlan(3, 1, 2, 3, 4)),
                        new Order.Pace(new Schedule(10, 20, 0, 2), List.of(new Lane(0, "c_1")), 80),
                        new Order.Play(
                                List.of(new Lane(0, "c_1")),
                                List.of(new Order.Line(0, 5, 0, "ä\n\""))),
                        new Order.Flood(List.of(), 4, 1_000, 80, 0, 1),
                        new Order.Drop(),
                        new Order.Reopen(List.of("t"), 5, 10),
                        new Order.Count(),
                        new Order.Collect());
        for (Order order : orders) {
            String line = json.writeValueAsString(order);

            assertThat(line).doesNotContain("\n");
            assertThat(json.readValue(line, Order.class)).isEqualTo(order);
        }
    }

    @Test
    void repliesTravel() throws Exception {
        Counts counts = new Counts(1, 2, 3, 4, 5, 6, 7, Map.of("a", 1L), Map.of());
        List<Reply> replies =
                List.of(
                        new Reply.Done(),
                        new Reply.Opened(1, 0, 2, "x", "y"),
                        new Reply.Sent(7),
                        new Reply.Counted(counts),
                        new Reply.Collected(
                                counts,
                                Latencies.Encoded.none(),
                                Latencies.Encoded.none(),
                                Latencies.Encoded.none(),
                                new Spans(2).encoded()),
                        new Reply.Failed("because"));
        for (Reply reply : replies) {
            assertThat(json.readValue(json.writeValueAsString(reply), Reply.class))
                    .isEqualTo(reply);
        }
    }

    @Test
    void addsUpTheCountsOfAllWorkers() {
        Counts one = new Counts(1, 2, 3, 0, 0, 0, 5, Map.of("a", 1L, "b", 2L), Map.of());
        Counts other = new Counts(10, 20, 30, 0, 1, 0, 50, Map.of("a", 5L), Map.of("1006 ", 1L));

        Counts both = one.plus(other);

        assertThat(both.deliveries()).isEqualTo(11);
        assertThat(both.open()).isEqualTo(55);
        assertThat(both.errors()).containsOnly(Map.entry("a", 6L), Map.entry("b", 2L));
        assertThat(both.closes()).containsOnlyKeys("1006 ");
    }
}
