package chat.palaver.check.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BarrageTest {
    @TempDir private Path folder;
    private FakeInstallation installation;
    private final RecordingStage stage = new RecordingStage();
    private final List<String> log = new ArrayList<>();
    private Barrage barrage;

    @BeforeEach
    void start() throws Exception {
        installation = new FakeInstallation(folder, "edge-1", "edge-2", "kafka-1");
    }

    @AfterEach
    void stop() throws IOException {
        installation.close();
    }

    @Test
    void everyFaultIsHealedAndSettledBeforeTheNextOne() throws Exception {
        run(1, new Quiet("a"), new Quiet("b"));

        assertThat(stage.seen).hasSize(6);
        String first = stage.seen.get(0).split(" ")[1];
        assertThat(stage.seen.subList(0, 3))
                .containsExactly(
                        "began " + first + " somebody",
                        "healed " + first + " somebody",
                        "settled " + first);
    }

    @Test
    void theOrderAndTheVictimsFollowFromTheSeed() throws Exception {
        Fault[] faults = {
            new Pause("pause-edge", Duration.ZERO, "edge"),
            new Quiet("a"),
            new Quiet("b"),
            new Quiet("c")
        };

        run(7, faults);
        List<String> once = List.copyOf(stage.seen);
        stage.seen.clear();
        run(7, faults);

        assertThat(stage.seen).isEqualTo(once);
    }

    @Test
    void whatCannotBefallThisSystemIsPassedOverAndSaidToBe() {
        assertThatThrownBy(
                        () ->
                                run(
                                        1,
                                        new Leaders("bounce-leaders"),
                                        new BrokerGone("broker-gone", Duration.ZERO)))
                .hasMessageContaining("not inflicted")
                .hasMessageContaining("bounce-leaders")
                .hasMessageContaining("broker-gone");

        assertThat(stage.seen).isEmpty();
        assertThat(log).allMatch(line -> line.contains("passed over")).hasSize(2);
    }

    @Test
    void aFaultThatFailsHalfWayIsHealedAndTheNextOneComes() {
        Quiet broken =
                new Quiet("broken") {
                    @Override
                    void begin() throws Exception {
                        throw new IOException("half-way");
                    }
                };

        assertThatThrownBy(() -> run(1, broken, new Quiet("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("seed 1")
                .hasMessageContaining("half-way");

        assertThat(stage.seen).contains("healed broken somebody", "settled a");
    }

    @Test
    void saysWhichFaultTheWorkloadDidNotSettleAfter() {
        stage.neverSettlesAfter("a");

        assertThatThrownBy(() -> run(1, new Quiet("a"), new Quiet("b")))
                .hasMessageContaining("a of somebody")
                .hasMessageContaining("not settled");
    }

    @Test
    void aPartThatEndsByItselfIsAFindAndIsStartedAgain() throws Exception {
        Quiet deadly =
                new Quiet("deadly") {
                    @Override
                    void begin() throws Exception {
                        installation.target().signal("kafka-1", Signal.KILL);
                        installation.target().awaitDeath("kafka-1");
                    }
                };

        assertThatThrownBy(() -> run(1, deadly))
                .hasMessageContaining("ended by themselves: kafka-1");

        assertThat(installation.target().dead()).isEmpty();
    }

    @Test
    void whatIsUnderWayIsUndoneWhenTheCheckIsInterrupted() throws Exception {
        Quiet interrupted =
                new Quiet("interrupted") {
                    @Override
                    void begin() throws Exception {
                        installation.target().signal("edge-1", Signal.KILL);
                        installation.target().awaitDeath("edge-1");
                        barrage.undo();
                        assertThat(installation.target().dead()).isEmpty();
                    }
                };

        run(1, interrupted);

        assertThat(stage.seen).contains("healed interrupted somebody");
    }

    @Test
    void gaveUpOnASystemThatIsBrokenForGood() {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            stage.neverSettlesAfter("fault-" + i);
            faults.add(new Quiet("fault-" + i));
        }

        assertThatThrownBy(() -> run(1, faults.toArray(Fault[]::new)))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));
    }

    private void run(long seed, Fault... faults) throws Exception {
        barrage = new Barrage(installation.target(), List.of(faults), seed, log::add);
        barrage.run(stage);
    }

    /** A fault of which nobody suffers. */
    private static class Quiet implements Fault {
        private final String name;

        Quiet(String name) {
            this.name = name;
        }

        void begin() throws Exception {}

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<Strike> aim(Target target, Random random) {
            return Optional.of(
                    new Strike() {
                        @Override
                        public String victim() {
                            return "somebody";
                        }

                        @Override
                        public void begin(Stage stage) throws Exception {
                            Quiet.this.begin();
                        }

                        @Override
                        public void heal() {}
                    });
        }
    }
}
