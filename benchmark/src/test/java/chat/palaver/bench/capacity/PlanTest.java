package chat.palaver.bench.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final int ROUNDS = 300;

    private final Layout layout = new Layout(3, 7, 5, 20, 500, 1_000, 4_000);
    private final Machines machines = new Machines(16, 64e9, 10e9, 8e12, 0.5, 50_000, 1);
    private final Costs costs = Costs.measured();

    @Test
    void computesWhatCanBeDoneByHand() {
        List<Line> lines = Plan.of(demand(50e6, 17_500), layout, machines, costs);

        assertThat(value(lines, "demand", "users online")).isEqualTo(15e6);
        assertThat(value(lines, "demand", "connections")).isEqualTo(18e6);
        assertThat(value(lines, "demand", "messages")).isEqualTo(87_500);
        assertThat(value(lines, "edges", "by connections")).isEqualTo(360);
        double row = costs.of(Cost.ROW_BYTES) + 100;
        assertThat(value(lines, "store", "disk for a year"))
                .isCloseTo(17_500.0 * 86_400 * 365 * row * 3, within(1e6));
    }

    @Test
    void countsTheIdsOfAnHourToWhatAnEdgeAndASinkHold() {
        List<Line> lines = Plan.of(demand(50e6, 1_000_000), layout, machines, costs);

        double ids = 3_600 * costs.of(Cost.KEPT_ID_BYTES);
        double read =
                value(lines, "edges", "routed to edges")
                        + value(lines, "edges", "read from own logs");
        double connections = 18e6 * costs.of(Cost.EDGE_CONNECTION_BYTES);
        double room = 32e9 - costs.of(Cost.EDGE_BASE_BYTES);
        assertThat(value(lines, "edges", "by memory"))
                .isEqualTo(Math.ceil((connections + read * ids) / room));
        assertThat(value(lines, "sink", "by memory")).isEqualTo(Math.ceil(5e6 * ids / 32e9));
    }

    /** Whatever the numbers: more users or more messages never need fewer machines. */
    @Test
    void neverNeedsFewerMachinesForMore() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            double users = 1 + random.nextDouble() * 1e8;
            double messages = 0.1 + random.nextDouble() * 50_000;
            Machines any =
                    new Machines(
                            1 + random.nextInt(64),
                            8e9 + random.nextDouble() * 1e11,
                            1e9 + random.nextDouble() * 1e11,
                            1e11 + random.nextDouble() * 1e13,
                            0.1 + 0.9 * random.nextDouble(),
                            1_000 + random.nextInt(100_000),
                            0.1 + 3 * random.nextDouble());
            List<Line> some = Plan.of(demand(users, messages), layout, any, costs);
            List<Line> more =
                    Plan.of(
                            demand(
                                    users * (1 + random.nextDouble()),
                                    messages * (1 + random.nextDouble())),
                            layout,
                            any,
                            costs);

            for (Line line : machinesOf(some)) {
                assertThat(value(more, line.part(), line.name()))
                        .as("round %d, %s", round, line)
                        .isGreaterThanOrEqualTo(line.value());
            }
        }
    }

    @Test
    void needsAtLeastOneOfEverythingAndAsManyAsReplicas() {
        List<Line> lines = Plan.of(demand(1, 0.001), layout, machines, costs);

        assertThat(machinesOf(lines)).allMatch(line -> line.value() >= 1);
        assertThat(value(lines, "brokers", "brokers")).isEqualTo(3);
        assertThat(value(lines, "store", "store nodes for the first year")).isEqualTo(3);
    }

    @Test
    void showsTheNumbersOfEachLine() {
        List<Line> lines = Plan.of(demand(50e6, 17_500), layout, machines, costs);

        assertThat(lines).allMatch(line -> line.formula().matches("(?s).*\\d.*"));
        assertThat(PlanTable.of(lines).stream().collect(Collectors.joining("\n")))
                .contains("users online")
                .contains("= 50.00M daily x 0.300 online");
    }

    @Test
    void saysWhatIsImpossible() {
        assertThatThrownBy(() -> demand(0, 1)).hasMessageContaining("--daily-users");
        assertThatThrownBy(() -> demand(1, 0)).hasMessageContaining("--messages-per-second");
        assertThatThrownBy(() -> demand(Double.NaN, 1)).hasMessageContaining("--daily-users");
        assertThatThrownBy(() -> new Machines(16, 64e9, 10e9, 8e12, 1.5, 1, 1))
                .hasMessageContaining("--fullness");
        Machines tiny = new Machines(1, 1_000, 10e9, 8e12, 0.5, 50_000, 1);
        assertThatThrownBy(() -> Plan.of(demand(1, 1), layout, tiny, costs))
                .hasMessageContaining("--memory-gib");
    }

    private static List<Line> machinesOf(List<Line> lines) {
        return lines.stream().filter(line -> line.unit().equals("machines")).toList();
    }

    private static double value(List<Line> lines, String part, String name) {
        return lines.stream()
                .filter(line -> line.part().equals(part) && line.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static Demand demand(double users, double messages) {
        return new Demand(
                users,
                messages,
                5,
                0.3,
                1.2,
                100,
                ChannelSize.parse("2:0.6,10:0.25,50:0.12,500:0.03"),
                20);
    }
}
