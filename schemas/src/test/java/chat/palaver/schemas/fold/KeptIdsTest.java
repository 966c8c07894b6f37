package chat.palaver.schemas.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptIdsTest {
    private static final String LOWER = "0190a000-0000-7000-8000-00000000000a";

    private final KeptIds kept = new KeptIds(100);

    @Test
    void findsNothingInTheBeginning() {
        assertThat(kept.find("u_1", LOWER)).isEmpty();
        assertThat(kept.oldestFirst()).isEmpty();
    }

    @Test
    void tellsSendersApart() {
        keep("u_1", LOWER, 1);
        keep("u_2", LOWER, 2);

        assertThat(kept.find("u_1", LOWER)).contains(new KeptId("u_1", LOWER, 1, 1));
        assertThat(kept.find("u_2", LOWER)).contains(new KeptId("u_2", LOWER, 2, 2));
        assertThat(kept.find("u_3", LOWER)).isEmpty();
    }

    @Test
    void takesAnotherSpellingOfAUuidForAnotherId() {
        List<String> spellings =
                List.of(
                        LOWER,
                        LOWER.toUpperCase(java.util.Locale.ROOT),
                        "190a000-0000-7000-8000-000000000000a",
                        "0190a000-0000-7000-8000-0000000000-a",
                        "0190a00000007000800000000000000a");
        for (int i = 0; i < spellings.size(); i++) {
            keep("u_1", spellings.get(i), i + 1);
        }

        for (int i = 0; i < spellings.size(); i++) {
            String id = spellings.get(i);
            assertThat(kept.find("u_1", id)).contains(new KeptId("u_1", id, i + 1, i + 1));
        }
    }

    @Test
    void takesNoTextForAUuidWhateverItsHash() {
        keep("u_1", "a", 1);
        keep("u_1", LOWER, 2);

        assertThat(kept.find("u_1", "b")).isEmpty();
        assertThat(kept.find("u_1", "a")).contains(new KeptId("u_1", "a", 1, 1));
        assertThat(kept.find("u_1", LOWER)).contains(new KeptId("u_1", LOWER, 2, 2));
    }

    @Test
    void keepsTheNewerOfTwoWhenTheOlderIsForgotten() {
        keep("u_1", LOWER, 1);
        keep("u_1", LOWER, 5);

        kept.forgetBefore(5);

        assertThat(kept.find("u_1", LOWER)).contains(new KeptId("u_1", LOWER, 5, 5));
        assertThat(kept.oldestFirst()).hasSize(1);
    }

    @Test
    void forgetsTheOldestBeyondTheMost() {
        for (int i = 1; i <= 101; i++) {
            keep("u_1", "id-" + i, i);
        }

        assertThat(kept.size()).isEqualTo(100);
        assertThat(kept.find("u_1", "id-1")).isEmpty();
        assertThat(kept.find("u_1", "id-2")).isPresent();
    }

    /** Against a map and a queue, with ids that repeat, stand still for long and go at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void remembersWhatAMapAndAQueueWould(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 40; run++) {
            int most = 1 + random.nextInt(300);
            Model model = new Model(most);
            KeptIds ids = new KeptIds(most);
            int variety = 1 + random.nextInt(1_000);
            long time = 0;
            for (int step = 0; step < 2_000; step++) {
                String sender = "u_" + random.nextInt(3);
                String id = id(random.nextInt(variety));
                String where = "seed " + seed + ", run " + run + ", step " + step;
                switch (random.nextInt(20)) {
                    case 0 -> {
                        long before = time - random.nextInt(2_000);
                        model.forgetBefore(before);
                        ids.forgetBefore(before);
                    }
                    case 1, 2, 3, 4, 5 ->
                            assertThat(ids.find(sender, id).orElse(null))
                                    .as(where)
                                    .isEqualTo(model.find(sender, id));
                    default -> {
                        // Log time may step back a little.
                        time += random.nextInt(30) - 3;
                        KeptId one = new KeptId(sender, id, step, time);
                        model.keep(one);
                        ids.keep(one);
                    }
                }
                assertThat(ids.size()).as(where).isEqualTo(model.inOrder.size());
            }
            assertThat(ids.oldestFirst())
                    .as("seed " + seed + ", run " + run)
                    .isEqualTo(new ArrayList<>(model.inOrder));
            ids.forgetBefore(Long.MAX_VALUE);
            assertThat(ids.oldestFirst()).isEmpty();
        }
    }

    private static String id(int number) {
        return number % 3 == 0 ? "text " + number : new UUID(number / 7, number).toString();
    }

    private void keep(String sender, String id, long position) {
        kept.keep(new KeptId(sender, id, position, position));
    }

    private static final class Model {
        private final int most;
        private final Map<List<String>, KeptId> latest = new HashMap<>();
        private final Deque<KeptId> inOrder = new ArrayDeque<>();

        Model(int most) {
            this.most = most;
        }

        void keep(KeptId one) {
            latest.put(List.of(one.sender(), one.id()), one);
            inOrder.addLast(one);
            if (inOrder.size() > most) {
                forget();
            }
        }

        KeptId find(String sender, String id) {
            return latest.get(List.of(sender, id));
        }

        void forgetBefore(long time) {
            while (!inOrder.isEmpty() && inOrder.peekFirst().time() < time) {
                forget();
            }
        }

        private void forget() {
            KeptId old = inOrder.removeFirst();
            latest.remove(List.of(old.sender(), old.id()), old);
        }
    }
}
