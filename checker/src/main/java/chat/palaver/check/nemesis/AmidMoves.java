package chat.palaver.check.nemesis;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Another fault while the logs of all groups move without a pause: what it breaks is broken between
 * the making of a topic, the end of a stretch, and its reading by everybody.
 */
record AmidMoves(String name, Fault other) implements Fault {
    /** So that they are well under way. */
    private static final int MOVES_BEFORE = 3;

    /** They go on with what the fault has left half done. */
    private static final int MOVES_AFTER = 5;

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
            begun.awaitMoves(MOVES_BEFORE);
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
                    stage.get().awaitMoves(MOVES_AFTER);
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
