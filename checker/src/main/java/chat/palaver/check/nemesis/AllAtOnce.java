package chat.palaver.check.nemesis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** All clients of one edge lose their connections and come back at the same moment, three times. */
record AllAtOnce(String name) implements Fault {
    private static final int TIMES = 3;
    private static final int MESSAGES = 50;

    @Override
    public Optional<Strike> aim(Target target, Random random) throws IOException {
        List<String> edges = target.partsOf("edge");
        return edges.isEmpty()
                ? Optional.empty()
                : Optional.of(new ReconnectStrike(1 + random.nextInt(edges.size())));
    }

    private record ReconnectStrike(int edge) implements Strike {
        @Override
        public String victim() {
            return "clients of edge-" + edge;
        }

        @Override
        public void begin(Stage stage) throws InterruptedException {
            for (int i = 0; i < TIMES; i++) {
                stage.reconnectAll(edge);
                stage.awaitProgress(MESSAGES);
            }
        }

        @Override
        public void heal() {
            // They are back already.
        }
    }
}
