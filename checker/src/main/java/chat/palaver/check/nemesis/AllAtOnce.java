package chat.palaver.check.nemesis;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;

/**
 * All clients of all edges lose their connections and come back at the same moment, three times.
 */
record AllAtOnce(String name) implements Fault {
    private static final int TIMES = 3;
    private static final int MESSAGES = 50;

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        int edges = target.partsOf("edge").size();
        return edges == 0 ? Optional.empty() : Optional.of(new ReconnectStrike(edges));
    }

    private record ReconnectStrike(int edges) implements Strike {
        @Override
        public String victim() {
            return "clients of " + edges + " edges";
        }

        @Override
        public void begin(Stage stage) throws InterruptedException {
            for (int i = 0; i < TIMES; i++) {
                for (int edge = 1; edge <= edges; edge++) {
                    stage.reconnectAll(edge);
                }
                stage.awaitProgress(MESSAGES);
            }
        }

        @Override
        public void heal() {
            // They are back already.
        }
    }
}
