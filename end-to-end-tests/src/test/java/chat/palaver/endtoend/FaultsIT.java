package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.client.socket.CloseReason;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts are killed while people talk: nothing is lost, nothing comes twice, and all comes back. */
@Order(Sequence.FAULTS)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class FaultsIT {
    private static final Duration STORE_AWAY = Duration.ofSeconds(20);
    private static final Duration PAST_THE_SESSION_TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @AfterEach
    void allIsThere() {
        PALAVER.system().restartTheDead();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "edge-1",
                "edge-2",
                "fanout-1",
                "fanout-2",
                "presence-1",
                "history-1",
                "kafka-1"
            })
    void theTalkGoesOnWhenAPartIsKilled(String part) throws Exception {
        RunningSystem system = PALAVER.system();
        Chatter chatter = Chatter.begin(PALAVER);
        long before = system.pid(part);

        system.kill(part);
        if (!part.startsWith("kafka")) {
            chatter.hearMore(50);
        }
        system.restart(part);
        chatter.hearMore(50);

        chatter.endsWell();
        assertThat(system.pid(part)).isNotEqualTo(before);
    }

    @Test
    void theTalkGoesOnWithoutTheStoreAndTheHistoryHoldsItAfterwards() throws Exception {
        RunningSystem system = PALAVER.system();
        Login cem = PALAVER.signUp("cem");
        Chatter chatter = Chatter.begin(PALAVER);

        system.kill("cassandra");
        chatter.talkFor(STORE_AWAY);
        assertThatThrownBy(() -> cem.api().channels())
                .satisfies(MembershipIT.is(503, "unavailable"));
        RawSession early = PALAVER.connect(1);
        early.hello(cem.api().accessToken());
        assertThat(early.await("error", Wire.PATIENCE).string("code")).isEqualTo("unavailable");
        early.send(RawSession.frame("ping").put("id", "too early"));
        early.next(
                frame -> frame.is("error") && "too early".equals(frame.string("id")),
                Wire.PATIENCE);
        early.hello(cem.api().accessToken());
        system.restart("cassandra");
        early.await("welcome", Wire.PATIENCE);
        chatter.hearMore(50);

        chatter.endsWell();
        assertThat(early.frames().stream().filter(frame -> frame.is("welcome"))).hasSize(1);
    }

    /** Stopped for longer than it takes to be given up, a fan-out wakes up as a zombie. */
    @Test
    void aFrozenFanoutDelaysAndLosesNothing() throws Exception {
        RunningSystem system = PALAVER.system();
        Chatter chatter = Chatter.begin(PALAVER);

        for (String fanout : List.of("fanout-1", "fanout-2")) {
            system.freeze(fanout);
            try {
                chatter.talkFor(PAST_THE_SESSION_TIMEOUT);
            } finally {
                system.thaw(fanout);
            }
            chatter.hearMore(100);
        }

        chatter.endsWell();
    }

    @Test
    void anEdgeThatEndsSendsItsClientsOnAndTheyMissNothing() throws Exception {
        RunningSystem system = PALAVER.system();
        Chatter chatter = Chatter.begin(PALAVER);
        Login phone = chatter.ann().another("phone");
        RawSession before = phone.liveOn(1, chatter.channel());
        chatter.hearMore(20);

        ProcessHandle edge = system.terminate("edge-1");
        CloseReason reason = before.closed().get(30, TimeUnit.SECONDS);
        List<Frame> heard = new ArrayList<>(Wire.records(before, chatter.channel()));
        long last = Wire.positions(heard).get(heard.size() - 1);
        RawSession after = phone.on(2, Map.of(chatter.channel(), last));
        edge.onExit().get(30, TimeUnit.SECONDS);
        chatter.hearMore(50);
        system.restart("edge-1");
        chatter.hearMore(50);
        chatter.endsWell();

        assertThat(reason.code()).isEqualTo(CloseReason.DRAINING);
        assertThat(before.frames("reconnect")).hasSize(1);
        assertThat(before.frames("reconnect").get(0).json().path("afterMs").asLong(-1))
                .isBetween(0L, 60_000L);
        List<Long> said = chatter.positions();
        long end = said.get(said.size() - 1);
        after.await(frame -> frame.position("position").orElse(0) == end, Wire.PATIENCE);
        heard.addAll(Wire.records(after, chatter.channel()));
        assertThat(Wire.positions(heard))
                .isEqualTo(said.subList(said.indexOf(Wire.positions(heard).get(0)), said.size()));
        assertThat(Wire.prevs(heard).subList(1, heard.size()))
                .isEqualTo(Wire.positions(heard).subList(0, heard.size() - 1));
    }
}
