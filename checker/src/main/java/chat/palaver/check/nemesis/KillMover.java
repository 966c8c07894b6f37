package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The sink, which moves logs, is killed and started again some times; each time not before it has
 * moved something, and then at any moment of what it does next.
 */
record KillMover(int times) implements Fault {
    private static final String KIND = "history";
    private static final int MOVES_BETWEEN = 3;

    /** About the time between two looks of a mover, and a move. */
    private static final Duration PAUSE_AT_MOST = Duration.ofMillis(1_500);

    private static final Duration SETTLE = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "kill-mover";
    }

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        List<String> movers = target.partsOf(KIND);
        return movers.isEmpty()
                ? Optional.empty()
                : Optional.of(new MoverStrike(target, movers, times, random));
    }

    @Override
    public Duration settleLimit() {
        return SETTLE;
    }

    private record MoverStrike(Target target, List<String> movers, int times, Random random)
            implements Strike {
        @Override
        public String victim() {
            return String.join("+", movers);
        }

        @Override
        public void begin(Stage stage) throws Exception {
            for (int i = 0; i < times; i++) {
                String mover = movers.get(random.nextInt(movers.size()));
                stage.awaitMoves(MOVES_BETWEEN);
                Thread.sleep(Chance.between(Duration.ZERO, PAUSE_AT_MOST, random).toMillis());
                target.signal(mover, Signal.KILL);
                target.restart(mover);
            }
        }

        @Override
        public void heal() throws Exception {
            target.restartAll(target.dead().stream().filter(movers::contains).toList());
        }
    }
}
