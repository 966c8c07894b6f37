package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Processes stop and do not know it: longer than their sessions, so that others have taken their
 * place when they go on where they were, with all they held in their hands.
 *
 * @param kinds one victim of each; the same kind twice for two of it
 * @param lasts past the time-outs of their groups, their lease, or their broker's session
 */
record Pause(String name, List<String> kinds, Duration lasts) implements Fault {
    Pause {
        kinds = List.copyOf(kinds);
    }

    Pause(String name, Duration lasts, String... kinds) {
        this(name, List.of(kinds), lasts);
    }

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        return Chance.ofEachKind(kinds, target, random)
                .map(victims -> new PauseStrike(target, victims, lasts));
    }

    private record PauseStrike(Target target, List<String> victims, Duration lasts)
            implements Strike {
        @Override
        public String victim() {
            return String.join("+", victims);
        }

        @Override
        public void begin(Stage stage) throws Exception {
            for (String each : victims) {
                target.signal(each, Signal.STOP);
            }
        }

        @Override
        public void heal() throws Exception {
            for (String each : victims) {
                target.signal(each, Signal.CONT);
            }
        }
    }
}
