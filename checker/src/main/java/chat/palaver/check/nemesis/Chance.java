package chat.palaver.check.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** How faults draw their victims. */
final class Chance {
    private Chance() {}

    /** One of them; nothing from nothing. */
    static <T> Optional<T> oneOf(List<T> all, Random random) {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    /** A part of each kind, no part twice; nothing when there are not enough. */
    static Optional<List<String>> ofEachKind(List<String> kinds, Target target, Random random)
            throws java.io.IOException {
        List<String> chosen = new ArrayList<>();
        for (String kind : kinds) {
            List<String> left = new ArrayList<>(target.partsOf(kind));
            left.removeAll(chosen);
            Optional<String> one = oneOf(left, random);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            chosen.add(one.get());
        }
        return Optional.of(chosen);
    }

    /** All of them in some order. */
    static <T> List<T> shuffled(List<T> all, Random random) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    static Duration between(Duration least, Duration most, Random random) {
        return least.plusMillis(random.nextInt((int) most.minus(least).toMillis() + 1));
    }
}
