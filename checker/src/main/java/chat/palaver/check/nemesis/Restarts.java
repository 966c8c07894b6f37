package chat.palaver.check.nemesis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Fan-outs are killed and started again many times in a row, some right behind each other, so that
 * the edges are still registering their interest anew when the next one goes; now and then all
 * clients of an edge come back in the midst of it.
 */
record Restarts(String name, String kind, int times) implements Fault {
    private static final Duration PAUSE_AT_MOST = Duration.ofSeconds(3);
    private static final int MESSAGES = 50;
    private static final Duration SETTLE = Duration.ofMinutes(3);

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        List<String> victims = target.partsOf(kind);
        return victims.isEmpty()
                ? Optional.empty()
                : Optional.of(new RestartsStrike(target, victims, times, random));
    }

    @Override
    public Duration settleLimit() {
        return SETTLE;
    }

    private record RestartsStrike(Target target, List<String> victims, int times, Random random)
            implements Strike {
        @Override
        public String victim() {
            return String.join("+", victims);
        }

        @Override
        public void begin(Stage stage) throws Exception {
            int edges = target.partsOf("edge").size();
            for (int i = 0; i < times; i++) {
                String victim = victims.get(random.nextInt(victims.size()));
                target.signal(victim, Signal.KILL);
                target.restart(victim);
                switch (random.nextInt(4)) {
                    case 0 -> stage.awaitProgress(MESSAGES);
                    case 1 -> stage.reconnectAll(1 + random.nextInt(edges));
                    case 2 ->
                            Thread.sleep(
                                    Chance.between(Duration.ZERO, PAUSE_AT_MOST, random)
                                            .toMillis());
                    default -> {
                        // Right behind each other.
                    }
                }
            }
        }

        @Override
        public void heal() throws Exception {
            target.restartAll(target.dead().stream().filter(victims::contains).toList());
        }
    }
}
