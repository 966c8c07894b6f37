package chat.palaver.check.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import chat.palaver.proxy.ControlPort;
import chat.palaver.proxy.FaultProxy;
import chat.palaver.proxy.Link;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the network, of disks and of clients. */
final class OtherFaultsTest {
    @TempDir private Path folder;
    private FakeInstallation installation;
    private Target target;
    private final RecordingStage stage = new RecordingStage();

    @BeforeEach
    void start() throws Exception {
        installation = new FakeInstallation(folder, "edge-1", "edge-2", "kafka-1");
        target = installation.target();
    }

    @AfterEach
    void stop() throws IOException {
        installation.close();
    }

    @Test
    void aLinkIsBrokenAndHealed() throws Exception {
        try (FaultProxy proxy = FaultProxy.start(links(), 1);
                ControlPort control = ControlPort.open(proxy, 0)) {
            Files.writeString(
                    target.data().resolve("run/proxy.admin"), "127.0.0.1:" + control.port());
            Strike strike = aim("hold-edge>kafka");

            strike.begin(stage);

            assertThat(strike.victim()).matches("edge-[12]>kafka-1 half-open both");
            assertThat(proxy.states())
                    .filteredOn(state -> state.mode().equals("half-open both"))
                    .singleElement()
                    .satisfies(state -> assertThat(state.link().to()).isEqualTo("kafka-1"));
            strike.heal();
            assertThat(proxy.states()).allMatch(state -> state.mode().equals("open"));
        }
    }

    @Test
    void withoutAProxyNoLinkCanBeBroken() throws Exception {
        Fault fault = Faults.named("cut-edge>kafka").get(0);

        assertThat(fault.aim(target, new Random(1))).isEmpty();
    }

    @Test
    void onlyASmallDiskOfItsOwnIsFilled() throws Exception {
        Files.createDirectories(target.data().resolve("kafka-1"));

        assertThat(new FullDisk("disk-full", Duration.ZERO).aim(target, new Random(1))).isEmpty();
    }

    @Test
    void aSmallDiskIsFilledAndHasRoomAgain() throws Exception {
        Path disk = target.data().resolve("kafka-1");
        Assumptions.assumeTrue(mayMount(disk), "this user may not mount");
        try (SmallDisk mounted = SmallDisk.mount(disk, 8)) {
            Strike strike =
                    new FullDisk("disk-full", Duration.ZERO)
                            .aim(target, new Random(1))
                            .orElseThrow();

            strike.begin(stage);

            assertThat(Files.getFileStore(disk).getUsableSpace()).isLessThan(64 * 1024);
            strike.heal();
            assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(7L * 1024 * 1024);
            assertThatCode(mounted::toString).doesNotThrowAnyException();
        }
    }

    private static boolean mayMount(Path disk) throws InterruptedException {
        try (SmallDisk tried = SmallDisk.mount(disk, 1)) {
            return tried != null;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aDeafClientHearsAgain() throws Exception {
        Strike strike = aim("deaf-client");

        strike.begin(stage);
        strike.heal();

        assertThat(stage.seen).containsExactly("deaf", "reads again");
    }

    @Test
    void theLogsOfAllGroupsMoveUntilItIsOver() throws Exception {
        Strike strike = aim("moves");

        strike.begin(stage);
        strike.heal();

        assertThat(stage.seen).containsExactly("logs move", "logs lie still");
    }

    @Test
    void anotherFaultComesWhileAllLogsMove() throws Exception {
        Fault deaf = new DeafClient("deaf", Duration.ofSeconds(3));
        Strike strike = new AmidMoves("amid", deaf).aim(target, new Random(1)).orElseThrow();

        strike.begin(stage);
        strike.heal();

        assertThat(strike.victim()).isEqualTo("a client");
        assertThat(strike.lasts()).isEqualTo(Duration.ofSeconds(3));
        assertThat(stage.seen)
                .containsExactly(
                        "logs move", "moves 3", "deaf", "reads again", "moves 5", "logs lie still");
    }

    @Test
    void whatCannotBefallAnybodyDoesNotAmidMovesEither() throws Exception {
        Fault link = Faults.named("cut-edge>kafka").get(0);

        assertThat(new AmidMoves("amid", link).aim(target, new Random(1))).isEmpty();
    }

    @Test
    void theClientsOfAllEdgesComeBackTogetherThreeTimes() throws Exception {
        aim("all-at-once").begin(stage);

        assertThat(stage.seen)
                .hasSize(6)
                .startsWith("reconnect 1", "reconnect 2")
                .containsOnly("reconnect 1", "reconnect 2");
    }

    @Test
    void kafkaIsWhereTheSinkFindsIt() throws Exception {
        Files.writeString(
                target.data().resolve("run/history-1.yaml"),
                """
                admin:
                  host: 127.0.0.1
                kafka:
                  bootstrap-servers:
                    - 127.0.0.1:9020
                    - 127.0.0.1:9021
                  replication-factor: 3
                store:
                  contact-points:
                    - 127.0.0.1:9026
                """);

        assertThat(target.kafka()).isEqualTo("127.0.0.1:9020,127.0.0.1:9021");
    }

    private Strike aim(String name) throws Exception {
        return Faults.named(name).get(0).aim(target, new Random(1)).orElseThrow();
    }

    private static List<Link> links() throws IOException {
        return List.of(
                new Link("edge-1", "kafka-1", freePort(), 1),
                new Link("edge-2", "kafka-1", freePort(), 1),
                new Link("edge-1", "cassandra", freePort(), 1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
