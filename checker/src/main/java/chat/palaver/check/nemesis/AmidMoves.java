package chat.palaver.check.nemesis;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Another fault while the logs of all groups move without a pause: what it breaks is broken between
 * the making of a topic, the end of a stretch, and its reading by everybody.
 */
record AmidMoves(String name, Fault other) implements Fault {
    /** Until the first of them are under way. */
    private static final int MESSAGES_BEFORE = 50;

    /** How they go on with what the fault has left. */
    private static final int MESSAGES_AFTER = 100;

    @Override
    public Optional<Strike> aim(Target target, Random random) throws Exception {
        return other.aim(target, random).map(AmidStrike::new);
    }

    @Override
    public Duration settleLimit() {
        return other.settleLimit();
    }

    /** Not a record: it holds what has to be closed. */
    private static final class AmidStrike implements Strike {
        private final Strike other;
        private Optional<AutoCloseable> moves = Optional.empty();
        private Optional<Stage> stage = Optional.empty();

        AmidStrike(Strike other) {
            this.other = other;
        }

        @Override
        public String victim() {
            return other.victim();
        }

        @Override
        public void begin(Stage begun) throws Exception {
            stage = Optional.of(begun);
            moves = Optional.of(begun.moveLogs());
            begun.awaitProgress(MESSAGES_BEFORE);
            other.begin(begun);
        }

        @Override
        public Duration lasts() {
            return other.lasts();
        }

        @Override
        public void heal() throws Exception {
            try {
                other.heal();
                if (stage.isPresent()) {
                    stage.get().awaitProgress(MESSAGES_AFTER);
                }
            } finally {
                if (moves.isPresent()) {
                    moves.get().close();
                }
            }
        }

        @Override
        public void repair() throws Exception {
            other.repair();
        }
    }
}
