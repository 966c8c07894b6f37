package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final Duration INSTANT = Duration.ofNanos(1);

    private final ManualLoop loop = new ManualLoop();
    private final Set<Integer> settled = new HashSet<>();
    private final List<Integer> overdue = new ArrayList<>();
    private final Deadlines<Integer> deadlines =
            new Deadlines<>(loop, TIME, settled::contains, overdue::add);

    @Test
    void givesEachItsTimeAndNoMore() {
        deadlines.add(1);
        loop.pass(Duration.ofSeconds(4));
        deadlines.add(2);

        loop.pass(Duration.ofSeconds(6).minus(INSTANT));
        assertThat(overdue).isEmpty();
        loop.pass(INSTANT);
        assertThat(overdue).containsExactly(1);
        loop.pass(Duration.ofSeconds(4).minus(INSTANT));
        assertThat(overdue).containsExactly(1);
        loop.pass(INSTANT);

        assertThat(overdue).containsExactly(1, 2);
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void leavesAloneWhatIsSettledInTime() {
        deadlines.add(1);
        deadlines.add(2);
        settled.add(2);

        loop.pass(TIME);

        assertThat(overdue).containsExactly(1);
    }

    @Test
    void keepsNothingOfWhatIsSettledSoon() {
        for (int one = 0; one < 10_000; one++) {
            deadlines.add(one);
            settled.add(one);
            assertThat(deadlines.size()).isEqualTo(1);
        }
    }

    @Test
    void goesOnWithOneThatIsAddedAgain() {
        List<Integer> times = new ArrayList<>();
        List<Deadlines<Integer>> again = new ArrayList<>();
        again.add(
                new Deadlines<>(
                        loop,
                        TIME,
                        one -> times.size() == 3,
                        one -> {
                            times.add(one);
                            again.get(0).add(one);
                        }));
        again.get(0).add(7);

        loop.pass(TIME.multipliedBy(5));

        assertThat(times).containsExactly(7, 7, 7);
    }
}
