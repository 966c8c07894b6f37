package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Processes end at the same moment and are started again, at the same time too.
 *
 * @param kinds one victim of each; the same kind twice for two of it
 * @param signal {@link Signal#KILL} or {@link Signal#TERM}
 * @param least how long they stay dead, at least
 * @param most and at most
 */
record Kill(String name, List<String> kinds, Signal signal, Duration least, Duration most)
        implements Fault {
    private static final Duration SETTLE = Duration.ofMinutes(3);

    Kill {
        kinds = List.copyOf(kinds);
    }

    /**
     * With the usual times: from at once to past the lease of an edge and the session of a group.
     */
    Kill(String name, Signal signal, String... kinds) {
        this(name, List.of(kinds), signal, Duration.ZERO, Duration.ofSeconds(15));
    }

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        Duration lasts = Chance.between(least, most, random);
        return Chance.ofEachKind(kinds, target, random)
                .map(victims -> new KillStrike(target, victims, signal, lasts));
    }

    @Override
    public Duration settleLimit() {
        return SETTLE;
    }

    private record KillStrike(Target target, List<String> victims, Signal signal, Duration lasts)
            implements Strike {
        @Override
        public String victim() {
            return String.join("+", victims);
        }

        @Override
        public void begin(Stage stage) throws Exception {
            for (String each : victims) {
                target.signal(each, signal);
            }
            for (String each : victims) {
                target.awaitDeath(each);
            }
        }

        @Override
        public void heal() throws Exception {
            for (String each : victims) {
                target.awaitDeath(each);
            }
            target.restartAll(victims);
        }
    }
}
