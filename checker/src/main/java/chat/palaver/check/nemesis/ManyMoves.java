package chat.palaver.check.nemesis;

import chat.palaver.check.history.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** The logs of all groups move without a pause for a while; nothing else happens. */
record ManyMoves(Duration lasts) implements Fault {
    /** As histories call it, in which it is no excuse for anything. */
    @Override
    public String name() {
        return Event.FaultBegan.MOVES;
    }

    @Override
    public Optional<Strike> aim(Target target, Random random) {
        return Optional.of(new MovesStrike(lasts));
    }

    /** Not a record: it holds what has to be closed. */
    private static final class MovesStrike implements Strike {
        private final Duration lasts;
        private Optional<AutoCloseable> moves = Optional.empty();

        MovesStrike(Duration lasts) {
            this.lasts = lasts;
        }

        @Override
        public String victim() {
            return "the logs of all groups";
        }

        @Override
        public void begin(Stage stage) {
            moves = Optional.of(stage.moveLogs());
        }

        @Override
        public Duration lasts() {
            return lasts;
        }

        @Override
        public void heal() throws Exception {
            if (moves.isPresent()) {
                moves.get().close();
            }
        }
    }
}
