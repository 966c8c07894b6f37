package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One of three brokers goes and does not come back: the workload goes on for minutes without it,
 * and has to settle without it.
 *
 * @param lasts how long it is gone at least; long past its session
 */
record BrokerGone(String name, Duration lasts) implements Fault {
    private static final int BROKERS = 3;
    private static final int MESSAGES = 500;

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        List<String> brokers = target.partsOf("kafka");
        return brokers.size() < BROKERS
                ? Optional.empty()
                : Chance.oneOf(brokers, random)
                        .map(broker -> new GoneStrike(target, broker, lasts));
    }

    private record GoneStrike(Target target, String victim, Duration lasts) implements Strike {
        @Override
        public void begin(Stage stage) throws Exception {
            target.signal(victim, Signal.KILL);
            stage.awaitProgress(MESSAGES);
        }

        @Override
        public void heal() {
            // Nobody comes.
        }

        @Override
        public void repair() throws Exception {
            // The next fault may take another one, and one of three has to be the most.
            target.restart(victim);
        }
    }
}
