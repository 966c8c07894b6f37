package chat.palaver.check.nemesis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Each of three brokers is killed in turn, the next one when the one before is ready: every leader
 * moves at least once. Not a broker more than may be gone at a time.
 */
record Leaders(String name) implements Fault {
    private static final int BROKERS = 3;
    private static final int MESSAGES = 100;

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        List<String> brokers = target.partsOf("kafka");
        return brokers.size() < BROKERS
                ? Optional.empty()
                : Optional.of(new LeadersStrike(target, Chance.shuffled(brokers, random)));
    }

    private record LeadersStrike(Target target, List<String> brokers) implements Strike {
        @Override
        public String victim() {
            return String.join(", ", brokers);
        }

        @Override
        public void begin(Stage stage) throws Exception {
            for (String broker : brokers) {
                target.signal(broker, Signal.KILL);
                // Two of three are enough: the system goes on.
                stage.awaitProgress(MESSAGES);
                target.restart(broker);
                target.awaitInSync();
                stage.awaitProgress(MESSAGES);
            }
        }

        @Override
        public void heal() throws Exception {
            target.restartAll(target.dead().stream().filter(brokers::contains).toList());
        }
    }
}
