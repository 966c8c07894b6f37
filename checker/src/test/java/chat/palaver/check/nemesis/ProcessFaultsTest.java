package chat.palaver.check.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of processes, inflicted on real ones. */
final class ProcessFaultsTest {
    private static final String[] PARTS = {
        "api",
        "edge-1",
        "edge-2",
        "fanout-1",
        "fanout-2",
        "history-1",
        "kafka-1",
        "kafka-2",
        "kafka-3"
    };

    @TempDir private Path folder;
    private FakeInstallation installation;
    private Target target;
    private final RecordingStage stage = new RecordingStage();

    @BeforeEach
    void start() throws Exception {
        installation = new FakeInstallation(folder, PARTS);
        target = installation.target();
    }

    @AfterEach
    void stop() throws IOException {
        installation.close();
    }

    @Test
    void knowsWhatRuns() throws Exception {
        assertThat(target.parts()).containsExactly(PARTS);
        assertThat(target.partsOf("edge")).containsExactly("edge-1", "edge-2");
        assertThat(target.partsOf("api")).containsExactly("api");
        assertThat(target.dead()).isEmpty();
    }

    @Test
    void aPairIsKilledTogetherAndBothComeBack() throws Exception {
        Strike strike = aim(new Kill("kill", Signal.KILL, "edge", "fanout"));
        List<String> victims = List.of(strike.victim().split("\\+"));

        strike.begin(stage);

        assertThat(target.dead()).hasSize(2).hasSameElementsAs(victims);
        strike.heal();
        assertThat(target.dead()).isEmpty();
        assertThat(restarted()).containsExactlyInAnyOrderElementsOf(victims);
    }

    @Test
    void aPairOfOneKindIsTwoOfIt() throws Exception {
        Strike strike = aim(new Kill("kill", Signal.TERM, "edge", "edge"));

        strike.begin(stage);

        assertThat(target.dead()).containsExactly("edge-1", "edge-2");
        strike.heal();
    }

    @Test
    void threeOfAKindThatHasTwoIsNobody() throws Exception {
        assertThat(new Kill("kill", Signal.KILL, "edge", "edge", "edge").aim(target, new Random(1)))
                .isEmpty();
    }

    @Test
    void aPausedProcessIsStoppedAndGoesOn() throws Exception {
        Strike strike = aim(new Pause("pause", Duration.ZERO, "api"));

        strike.begin(stage);
        await().until(() -> state("api").equals("T"));

        strike.heal();
        await().until(() -> !state("api").equals("T"));
        assertThat(restarted()).isEmpty();
    }

    @Test
    void aSuccessionKillsTheNextOneWhenTheOneBeforeIsBack() throws Exception {
        Strike strike = aim(new Succession("kill", "fanout", "edge", "kafka"));
        List<String> victims = List.of(strike.victim().split(", "));

        strike.begin(stage);
        strike.heal();

        assertThat(restarted()).containsExactlyElementsOf(victims);
        assertThat(victims.get(1)).startsWith("edge");
        assertThat(target.dead()).isEmpty();
    }

    @Test
    void fanOutsAreRestartedAsOftenAsAsked() throws Exception {
        Strike strike = aim(new Restarts("restart", "fanout", 6));

        strike.begin(stage);
        strike.heal();

        assertThat(restarted()).hasSize(6).allMatch(part -> part.startsWith("fanout"));
        assertThat(target.dead()).isEmpty();
    }

    @Test
    void aMoverIsKilledWhenItHasMovedSomething() throws Exception {
        Strike strike = aim(new KillMover(2));

        strike.begin(stage);
        strike.heal();

        assertThat(restarted()).containsExactly("history-1", "history-1");
        assertThat(stage.seen).containsExactly("moves 3", "moves 3");
        assertThat(target.dead()).isEmpty();
    }

    @Test
    void everyLeaderIsKilledOnceAndNeverTwoAtATime() throws Exception {
        Strike strike = aim(new Leaders("leaders"));

        strike.begin(stage);

        assertThat(restarted()).containsExactlyInAnyOrder("kafka-1", "kafka-2", "kafka-3");
        assertThat(target.dead()).isEmpty();
    }

    @Test
    void aBrokerThatIsGoneComesBackOnlyAfterTheWorkloadHasSettled() throws Exception {
        Strike strike = aim(new BrokerGone("gone", Duration.ZERO));

        strike.begin(stage);
        strike.heal();
        target.awaitDeath(strike.victim());
        assertThat(target.dead()).containsExactly(strike.victim());

        strike.repair();
        assertThat(target.dead()).isEmpty();
    }

    @Test
    void saysWhyAPartDoesNotComeBack() throws Exception {
        installation.breakPart("api");
        Strike strike = aim(new Kill("kill", Signal.KILL, "api"));
        strike.begin(stage);

        assertThatThrownBy(strike::heal).rootCause().hasMessageContaining("it is broken");
    }

    @Test
    void revivesWhateverAFaultHasLeft() throws Exception {
        target.signal("api", Signal.STOP);
        target.signal("kafka-2", Signal.KILL);
        target.signal("fanout-1", Signal.KILL);
        target.awaitDeath("kafka-2");
        target.awaitDeath("fanout-1");

        target.revive();

        assertThat(target.dead()).isEmpty();
        assertThat(restarted()).containsExactly("kafka-2", "fanout-1");
        await().until(() -> !state("api").equals("T"));
    }

    private Strike aim(Fault fault) throws Exception {
        Optional<Strike> strike = fault.aim(target, new Random(1));
        return strike.orElseThrow();
    }

    private List<String> restarted() throws IOException {
        Path file = target.data().resolve("restarted");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** As the system sees it: T is stopped. */
    private String state(String part) throws IOException {
        long pid = target.process(part).orElseThrow().pid();
        return Files.readString(Path.of("/proc", String.valueOf(pid), "stat")).split(" ")[2];
    }
}
