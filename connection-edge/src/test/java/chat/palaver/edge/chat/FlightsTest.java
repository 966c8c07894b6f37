package chat.palaver.edge.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlightsTest {
    private final Flights flights = new Flights();
    private final List<String> done = new ArrayList<>();

    @Test
    void appendsAtOnceWhatIsForTheSameStretch() {
        append("c_1", 0, "first");
        append("c_1", 0, "second");

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void holdsBackWhatIsForAnotherStretchUntilAllHasComeDown() {
        append("c_1", 0, "first");
        append("c_1", 0, "second");
        append("c_1", 1, "third");
        flights.landed("c_1");
        assertThat(done).containsExactly("first", "second");

        flights.landed("c_1");

        assertThat(done).containsExactly("first", "second", "third again");
    }

    @Test
    void letsGoFirstWhatHasBeenAppendedBefore() {
        append("c_1", 0, "first");
        append("c_1", 1, "new");
        flights.append("c_1", 1, true, () -> done.add("stray"), () -> done.add("stray again"));

        flights.landed("c_1");

        assertThat(done).containsExactly("first", "stray again", "new again");
    }

    @Test
    void holdsBackNoOtherChannel() {
        append("c_1", 0, "first");
        append("c_1", 1, "held back");
        append("c_2", 1, "another");

        assertThat(done).containsExactly("first", "another");
    }

    @Test
    void remembersNothingOfAChannelWhenAllHasComeDown() {
        append("c_1", 7, "first");
        flights.landed("c_1");
        append("c_1", 3, "second");

        assertThat(done).containsExactly("first", "second");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void keepsTheOrderOfAllThatIsSaidHoweverTheLogMoves(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 400; run++) {
            new Moving(seed, run, random).check();
        }
    }

    private void append(String channel, long epoch, String what) {
        flights.append(
                channel, epoch, false, () -> done.add(what), () -> done.add(what + " again"));
    }

    /**
     * One channel, whose stretches a marker closes at any time: what lands behind it is appended
     * again when the edge hears of it, which is later.
     */
    private static final class Moving {
        private static final String CHANNEL = "c_moving";
        private static final int STEPS = 60;

        private final String name;
        private final Random random;
        private final Flights flights = new Flights();
        private final Map<Long, List<Integer>> kept = new TreeMap<>();
        private final Deque<Landing> underWay = new ArrayDeque<>();
        private long open;
        private long known;
        private int said;

        private record Landing(int message, long epoch, boolean isStray) {}

        Moving(long seed, int run, Random random) {
            name = "seed " + seed + ", run " + run;
            this.random = random;
        }

        void check() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> append(said++, false);
                    case 2, 3 -> land();
                    default -> moveOrHearOfIt();
                }
            }
            while (!underWay.isEmpty()) {
                land();
            }
            List<Integer> all = kept.values().stream().flatMap(List::stream).toList();
            assertThat(all).as(name).isEqualTo(IntStream.range(0, said).boxed().toList());
        }

        private void append(int message, boolean isStray) {
            flights.append(
                    CHANNEL,
                    known,
                    isStray,
                    () -> arrive(message, known),
                    () -> append(message, isStray));
        }

        private void arrive(int message, long epoch) {
            boolean behindMarker = epoch < open;
            if (!behindMarker) {
                kept.computeIfAbsent(epoch, first -> new ArrayList<>()).add(message);
            }
            underWay.addLast(new Landing(message, epoch, behindMarker));
        }

        private void land() {
            Landing next = underWay.pollFirst();
            if (next == null) {
                return;
            }
            if (next.isStray()) {
                known = Math.max(known, next.epoch() + 1);
                append(next.message(), true);
            }
            flights.landed(CHANNEL);
        }

        private void moveOrHearOfIt() {
            if (known == open) {
                open++;
            } else {
                known = open;
            }
        }
    }
}
