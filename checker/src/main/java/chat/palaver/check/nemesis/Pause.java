package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * A process stops and does not know it: longer than its session, so that others have taken its
 * place when it goes on where it was, with all it held in its hands.
 *
 * @param lasts past the time-outs of its groups, its lease, or its broker's session
 */
record Pause(String name, String kind, Duration lasts) implements Fault {
    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        return Chance.oneOf(target.partsOf(kind), random)
                .map(victim -> new PauseStrike(target, victim, lasts));
    }

    private record PauseStrike(Target target, String victim, Duration lasts) implements Strike {
        @Override
        public void begin(Stage stage) throws Exception {
            target.signal(victim, Signal.STOP);
        }

        @Override
        public void heal() throws Exception {
            target.signal(victim, Signal.CONT);
        }
    }
}
