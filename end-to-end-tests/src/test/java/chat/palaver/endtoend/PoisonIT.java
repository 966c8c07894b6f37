package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Poison.Aside;
import chat.palaver.endtoend.Poison.Dose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records nobody can read lie in the topics: they are put aside, and nobody notices. */
@Order(Sequence.FAULTS)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class PoisonIT {
    private static final byte[] NONE = null;

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    private final Random random = new Random(20_261);

    @AfterEach
    void allIsThere() {
        PALAVER.system().restartTheDead();
    }

    @Test
    void whatCannotBeReadIsPutAsideAndAllGoesOn() throws Exception {
        RunningSystem system = PALAVER.system();
        Chatter chatter = Chatter.begin(PALAVER);
        String channel = chatter.channel();
        String user = chatter.ann().id();
        String edge = chatter.ann().on(1).await("welcome", Wire.PATIENCE).string("edge");
        List<String> keys = Arrays.asList(null, "\u00ff\u00fe nobody", channel, user);
        try (Poison poison = Poison.on(system)) {
            List<byte[]> values =
                    List.of(
                            Poison.nonsense(random),
                            poison.anyValueOf("heartbeats"),
                            poison.anyValueOf("edges"));
            List<byte[]> andNone = new ArrayList<>(values);
            andNone.add(NONE);
            andNone.add(new byte[0]);
            List<Dose> ofChannels = poison.put("channel.shared", keys, andNone);
            List<Dose> ofUsers = poison.put("user-events", keys, andNone);
            List<byte[]> wrong = List.of(Poison.nonsense(random), poison.anyValueOf("edges"));
            List<Dose> ofHeartbeats = poison.put("heartbeats", keys, wrong);
            poison.put("heartbeats", keys, Arrays.asList(NONE, new byte[0]));
            poison.put("deliveries", Arrays.asList(null, edge, channel), andNone);
            poison.put("notifications", keys, andNone);
            // Of a compacted topic the broker itself refuses what has no key.
            poison.put("edges", List.of("nobody", channel, user), andNone);
            poison.put("signals", keys, andNone);
            List<Dose> ofInterest = poison.put("channel.shared", List.of(edge), values);
            poison.put("user-events", List.of(edge), values);

            chatter.hearMore(100);
            talkInANewGroup();
            for (String part : List.of("edge-1", "fanout-1", "presence-1", "history-1", "api")) {
                system.kill(part);
                system.restart(part);
            }
            chatter.hearMore(100);
            talkInANewGroup();
            chatter.endsWell();

            assertPutAside(poison, ofChannels);
            assertPutAside(poison, ofUsers);
            assertHeartbeatsPutAside(poison, ofHeartbeats);
            assertPutAside(poison, List.of(ofInterest.get(0)));
        }
        assertThat(chatter.ann().api().edges()).hasSize(RunningSystem.EDGES);
    }

    private static void assertPutAside(Poison poison, List<Dose> doses) {
        String topic = doses.get(0).at().topic();
        await().atMost(Wire.PATIENCE)
                .untilAsserted(
                        () -> {
                            List<Aside> aside = poison.asideOf(topic);
                            assertThat(doses)
                                    .allSatisfy(
                                            dose ->
                                                    assertThat(aside)
                                                            .filteredOn(a -> isOf(a, dose))
                                                            .isNotEmpty()
                                                            .noneMatch(a -> a.reason().isEmpty()));
                        });
    }

    private static boolean isOf(Aside aside, Dose dose) {
        return aside.sourceTopic().equals(dose.at().topic())
                && aside.partition() == dose.at().partition()
                && aside.sourceOffset().equals(String.valueOf(dose.offset()));
    }

    private static void assertHeartbeatsPutAside(Poison poison, List<Dose> doses) {
        await().atMost(Wire.PATIENCE)
                .untilAsserted(
                        () -> {
                            List<Aside> aside = poison.asideOf("heartbeats");
                            assertThat(aside).noneMatch(a -> a.reason().isEmpty());
                            assertThat(doses)
                                    .allMatch(d -> aside.stream().anyMatch(a -> isLike(a, d)));
                        });
    }

    /** Presence does not say where a heartbeat stood. */
    private static boolean isLike(Aside aside, Dose dose) {
        return aside.partition() == dose.at().partition()
                && Arrays.equals(aside.value(), dose.value());
    }

    /** Membership, messages, what one has read, and presence, for people who have just come. */
    private static void talkInANewGroup() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        RawSession a = ann.on(1);
        var watch = RawSession.frame("watch");
        watch.putArray("users").add(bob.id());
        a.send(watch);
        RawSession b = bob.on(2);
        a.await(Wire.presence(bob.id(), "online"), Wire.PATIENCE);

        String channel = ann.group("beside the poison", bob);
        long position = Wire.say(a, "hello", channel, "Do you hear me?");
        b.await(Wire.message("hello"), Wire.PATIENCE);
        b.send(
                RawSession.frame("read")
                        .put("channel", channel)
                        .put("position", String.valueOf(position)));

        a.await(Wire.of("read", channel), Wire.PATIENCE);
        await().atMost(Wire.PATIENCE).until(() -> bob.api().channel(channel).unread() == 0);
    }
}
