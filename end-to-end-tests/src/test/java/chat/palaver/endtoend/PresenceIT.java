package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who watches somebody is told how he is, and every change of it. */
final class PresenceIT {
    private static final Duration AFTER_LOGGING_OUT = Duration.ofSeconds(2);
    private static final Duration AFTER_A_LOST_CONNECTION = Duration.ofSeconds(15);

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void theStateComesFirstThenEveryChange() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        RawSession a = ann.on(1);
        watch(a, bob);
        Frame never = a.next(of(bob), Wire.PATIENCE);
        assertThat(never.string("status")).isEqualTo("offline");
        watch(a, bob);
        assertThat(a.next(of(bob), Wire.PATIENCE).string("status")).isEqualTo("offline");

        RawSession b = bob.on(2);
        assertThat(a.next(of(bob), Wire.PATIENCE).string("status")).isEqualTo("online");
        b.send(RawSession.frame("state").put("active", false));
        assertThat(a.next(of(bob), Wire.PATIENCE).string("status")).isEqualTo("idle");
        b.send(RawSession.frame("state").put("active", true));
        assertThat(a.next(of(bob), Wire.PATIENCE).string("status")).isEqualTo("online");

        bob.api().logOut();
        Frame offline = a.next(of(bob), AFTER_LOGGING_OUT);
        assertThat(offline.string("status")).isEqualTo("offline");
        assertThat(offline.string("lastSeen")).endsWith("Z");
    }

    @Test
    void whoClosesBeforeLoggingOutIsOfflineAtOnceToo() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        RawSession b = bob.on(2);
        RawSession a = ann.on(1);
        watch(a, bob);
        a.await(Wire.presence(bob.id(), "online"), Wire.PATIENCE);

        b.abort();
        bob.api().logOut();

        a.await(Wire.presence(bob.id(), "offline"), AFTER_LOGGING_OUT);
    }

    @Test
    void aLostConnectionIsOfflineAfterAShortWhile() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        RawSession b = bob.on(2);
        RawSession a = ann.on(1);
        watch(a, bob);
        a.await(Wire.presence(bob.id(), "online"), Wire.PATIENCE);

        b.abort();

        a.await(Wire.presence(bob.id(), "offline"), AFTER_A_LOST_CONNECTION);
    }

    @Test
    void aReconnectWithinTheGraceIsNoChange() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        RawSession b = bob.on(2);
        cem.on(1);
        RawSession a = ann.on(1);
        watch(a, bob);
        a.await(Wire.presence(bob.id(), "online"), Wire.PATIENCE);

        b.abort();
        bob.on(1);
        // Cem is offline only when the grace of his lost device, lost after Bob's, is over.
        watch(a, cem);
        a.await(Wire.presence(cem.id(), "online"), Wire.PATIENCE);
        cem.another("to be dropped").on(2).abort();
        cem.api().logOut();
        a.await(Wire.presence(cem.id(), "offline"), Wire.PATIENCE);

        assertThat(a.frames().stream().filter(of(bob))).hasSize(1);
    }

    @Test
    void oneIsOnlineWhileAnyDeviceIs() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login phone = bob.another("phone");
        bob.on(1);
        phone.on(2);
        RawSession a = ann.on(1);
        watch(a, bob);
        a.await(Wire.presence(bob.id(), "online"), Wire.PATIENCE);

        bob.api().logOut();
        phone.on(1).send(RawSession.frame("state").put("active", false));
        phone.api().logOut();

        a.await(Wire.presence(bob.id(), "offline"), AFTER_LOGGING_OUT);
        assertThat(a.frames().stream().filter(of(bob)).map(frame -> frame.string("status")))
                .startsWith("online")
                .endsWith("offline")
                .filteredOn("offline"::equals)
                .hasSize(1);
    }

    @Test
    void whoDoesNotWatchAnyMoreIsNotTold() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        RawSession a = ann.on(1);
        RawSession stillWatching = ann.on(2);
        for (RawSession session : List.of(a, stillWatching)) {
            watch(session, bob);
            watch(session, cem);
            session.await(Wire.presence(bob.id(), "offline"), Wire.PATIENCE);
            session.await(Wire.presence(cem.id(), "offline"), Wire.PATIENCE);
        }

        a.send(users("unwatch", bob));
        a.send(RawSession.frame("ping").put("n", 1));
        a.await("pong", Wire.PATIENCE);
        bob.on(1);
        stillWatching.await(Wire.presence(bob.id(), "online"), Wire.PATIENCE);
        cem.on(2);

        a.await(Wire.presence(cem.id(), "online"), Wire.PATIENCE);
        assertThat(a.frames().stream().filter(Wire.presence(bob.id(), "online"))).isEmpty();
    }

    @Test
    void atMostFiveHundredAreWatched() {
        Login ann = PALAVER.signUp("ann");
        RawSession a = ann.on(1);
        var tooMany = RawSession.frame("watch").put("id", "w");
        for (int i = 0; i < 501; i++) {
            tooMany.withArray("users").add("u_" + "%026d".formatted(i));
        }

        a.send(tooMany);

        Frame error = a.await("error", Wire.PATIENCE);
        assertThat(error.string("code")).isEqualTo("too_many_watched");
        assertThat(error.string("id")).isEqualTo("w");
        assertThat(a.await("welcome", Wire.PATIENCE).json().at("/limits/watchedUsers").asInt())
                .isEqualTo(500);
    }

    private static java.util.function.Predicate<Frame> of(Login user) {
        return frame -> frame.is("presence") && frame.string("user").equals(user.id());
    }

    private static void watch(RawSession session, Login user) {
        session.send(users("watch", user));
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode users(String type, Login user) {
        var frame = RawSession.frame(type);
        frame.putArray("users").add(user.id());
        return frame;
    }
}
