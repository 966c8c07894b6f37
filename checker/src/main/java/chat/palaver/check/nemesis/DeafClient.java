package chat.palaver.check.nemesis;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** A client stops reading while others say more to it than an edge keeps. */
record DeafClient(String name, Duration lasts) implements Fault {
    @Override
    public Optional<Strike> aim(Target target, Random random) {
        return Optional.of(new DeafStrike(lasts));
    }

    /** Not a record: it holds what has to be closed. */
    private static final class DeafStrike implements Strike {
        private final Duration lasts;
        private Optional<AutoCloseable> deaf = Optional.empty();

        DeafStrike(Duration lasts) {
            this.lasts = lasts;
        }

        @Override
        public String victim() {
            return "a client";
        }

        @Override
        public void begin(Stage stage) {
            deaf = Optional.of(stage.stopReading());
        }

        @Override
        public Duration lasts() {
            return lasts;
        }

        @Override
        public void heal() throws Exception {
            if (deaf.isPresent()) {
                deaf.get().close();
            }
        }
    }
}
