package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One process is killed and started, and as soon as it is ready again the next one is killed: just
 * then the others get used to the first one's return, edges register their interest anew, groups
 * are put together again.
 *
 * @param kinds one victim of each, in this order; the same kind twice for two of it
 */
record Succession(String name, List<String> kinds) implements Fault {
    private static final Duration SETTLE = Duration.ofMinutes(3);

    /** Within the time it takes to register. */
    private static final Duration MOST_BETWEEN = Duration.ofMillis(1_500);

    Succession {
        kinds = List.copyOf(kinds);
    }

    Succession(String name, String... kinds) {
        this(name, List.of(kinds));
    }

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        return Chance.ofEachKind(kinds, target, random)
                .map(victims -> new SuccessionStrike(target, victims, random));
    }

    @Override
    public Duration settleLimit() {
        return SETTLE;
    }

    private record SuccessionStrike(Target target, List<String> victims, Random random)
            implements Strike {
        @Override
        public String victim() {
            return String.join(", ", victims);
        }

        @Override
        public void begin(Stage stage) throws Exception {
            for (String each : victims) {
                target.signal(each, Signal.KILL);
                target.restart(each);
                Thread.sleep(Chance.between(Duration.ZERO, MOST_BETWEEN, random).toMillis());
            }
        }

        @Override
        public void heal() throws Exception {
            target.restartAll(target.dead().stream().filter(victims::contains).toList());
        }
    }
}
