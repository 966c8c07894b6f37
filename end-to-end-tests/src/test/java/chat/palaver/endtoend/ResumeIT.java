package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who was away is told what he missed, from wherever he comes back. */
final class ResumeIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasMissedComesOnceAndInOrderOnEitherEdge(int edge) {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        long known = Wire.say(a, channel, "heard");
        b.await(Wire.of("message", channel), Wire.PATIENCE);
        b.abort();
        List<Long> missed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            missed.add(Wire.say(a, channel, "missed " + i));
        }

        RawSession resumed = bob.on(edge, Map.of(channel, known));
        Frame caughtUp = resumed.await(Wire.caughtUp(channel), Wire.PATIENCE);
        long live = Wire.say(a, "live", channel, "live");
        resumed.await(Wire.message("live"), Wire.PATIENCE);

        List<Long> expected = new ArrayList<>(missed);
        expected.add(live);
        List<Frame> records = Wire.records(resumed, channel);
        assertThat(Wire.positions(records)).isEqualTo(expected);
        assertThat(Wire.prevs(records).get(0)).isEqualTo(known);
        assertThat(Wire.prevs(records).subList(1, 21)).isEqualTo(expected.subList(0, 20));
        assertThat(caughtUp.position("position")).hasValue(missed.get(19));
        assertThat(resumed.frames("caughtUp")).hasSize(1);
    }

    @Test
    void aLongStretchComesFromTheHistoryWhileOthersGoOnTalking() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        int missed = 900;
        for (int i = 0; i < missed; i++) {
            a.sendMessage(Wire.newId(), channel, "missed " + i + " ".repeat(200));
        }
        await().until(() -> a.frames("sent").size() == missed);

        RawSession resumed = bob.on(2, Map.of(channel, 0L));
        int meanwhile = 100;
        for (int i = 0; i < meanwhile; i++) {
            Wire.say(a, channel, "meanwhile " + i);
        }

        await().until(() -> Wire.messages(resumed, channel).size() >= missed + meanwhile);
        List<Frame> records = Wire.records(resumed, channel);
        List<Long> positions = Wire.positions(records);
        assertThat(Wire.messages(resumed, channel)).isEqualTo(Wire.messages(a, channel));
        assertThat(Wire.prevs(records).subList(1, records.size()))
                .isEqualTo(positions.subList(0, records.size() - 1));
        assertThat(Wire.prevs(records).get(0)).isZero();
        assertThat(resumed.frames("caughtUp")).hasSize(1);
    }

    @Test
    void theUnnamedStartLiveAndEachIsAnnouncedOnce() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String named = ann.group("named", bob);
        String unnamed = ann.group("unnamed", bob);
        RawSession a = ann.liveOn(1, named, unnamed);
        long first = Wire.say(a, named, "heard");
        long missed = Wire.say(a, named, "missed");
        long old = Wire.say(a, unnamed, "old");

        RawSession resumed = bob.on(2, Map.of(named, first));
        Frame ofNamed = resumed.await(Wire.caughtUp(named), Wire.PATIENCE);
        Frame ofUnnamed = resumed.await(Wire.caughtUp(unnamed), Wire.PATIENCE);
        Wire.say(a, "new", unnamed, "new");

        Frame live = resumed.await(Wire.message("new"), Wire.PATIENCE);
        assertThat(live.position("prev")).hasValue(old);
        assertThat(ofNamed.position("position")).hasValue(missed);
        assertThat(ofUnnamed.position("position")).hasValue(old);
        assertThat(Wire.messages(resumed, named).stream().map(Said::position))
                .containsExactly(missed);
        assertThat(Wire.messages(resumed, unnamed)).hasSize(1);
        assertThat(resumed.frames("caughtUp")).hasSize(2);
    }

    @Test
    void nothingComesToWhoMissedNothing() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        long last = Wire.say(a, channel, "heard");

        RawSession resumed = bob.on(1, Map.of(channel, last));

        assertThat(resumed.await(Wire.caughtUp(channel), Wire.PATIENCE).position("position"))
                .hasValue(last);
        assertThat(Wire.records(resumed, channel)).isEmpty();
    }

    @Test
    void changesOfMembershipAreResumedLikeMessages() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("before", bob);
        RawSession witness = ann.liveOn(1, channel);
        long known = Wire.say(witness, channel, "heard");
        ann.api().rename(channel, "after");
        ann.api().putMember(channel, bob.id(), "admin");
        Wire.say(witness, "last", channel, "missed");
        witness.await(Wire.message("last"), Wire.PATIENCE);

        RawSession resumed = bob.on(2, Map.of(channel, known));
        resumed.await(Wire.caughtUp(channel), Wire.PATIENCE);

        List<Frame> expected = Wire.records(witness, channel).subList(1, 4);
        List<Frame> records = Wire.records(resumed, channel);
        assertThat(records.stream().map(Frame::type))
                .containsExactly("channel", "channel", "message");
        assertThat(Wire.positions(records)).isEqualTo(Wire.positions(expected));
        assertThat(Wire.prevs(records)).isEqualTo(Wire.prevs(expected));
        assertThat(records.get(1).string("role")).isEqualTo("admin");
        assertThat(records.get(1).string("title")).isEqualTo("after");
    }

    @Test
    void aChannelIsCalledAsItWasCalledThen() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("first", bob);
        RawSession witness = ann.liveOn(1, channel);
        long known = Wire.say(witness, channel, "heard");
        ann.api().rename(channel, "second");
        ann.api().putMember(channel, bob.id(), "admin");
        ann.api().rename(channel, "third");
        Wire.say(witness, "last", channel, "missed");
        witness.await(Wire.message("last"), Wire.PATIENCE);
        List<String> titles = List.of("second", "second", "third");
        assertThat(titlesIn(witness, channel)).isEqualTo(titles);

        for (int edge = 1; edge <= RunningSystem.EDGES; edge++) {
            RawSession resumed = bob.on(edge, Map.of(channel, known));
            resumed.await(Wire.caughtUp(channel), Wire.PATIENCE);
            assertThat(titlesIn(resumed, channel)).isEqualTo(titles);
            RawSession fromTheStart = bob.on(edge, Map.of(channel, 0L));
            fromTheStart.await(Wire.caughtUp(channel), Wire.PATIENCE);
            assertThat(titlesIn(fromTheStart, channel))
                    .containsExactly("first", "second", "second", "third");
        }
    }

    @Test
    void whoHasLeftIsNotToldWhatTheChannelIsCalledNow() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("first", bob);
        RawSession witness = ann.liveOn(1, channel);
        long known = Wire.say(witness, channel, "heard");
        ann.api().rename(channel, "second");
        ann.api().removeMember(channel, bob.id());
        ann.api().rename(channel, "secret");
        Wire.say(witness, "last", channel, "not for Bob");
        witness.await(Wire.message("last"), Wire.PATIENCE);

        for (int edge = 1; edge <= RunningSystem.EDGES; edge++) {
            RawSession resumed = bob.on(edge, Map.of(channel, known));
            resumed.await(
                    Wire.of("channel", channel).and(frame -> frame.flag("left")), Wire.PATIENCE);
            resumed.send(RawSession.frame("ping"));
            resumed.await("pong", Wire.PATIENCE);
            assertThat(titlesIn(resumed, channel)).containsExactly("second", "second");
            assertThat(resumed.frames()).noneMatch(frame -> frame.text().contains("secret"));
        }
    }

    private static List<String> titlesIn(RawSession session, String channel) {
        return session.frames().stream()
                .filter(Wire.of("channel", channel))
                .map(frame -> frame.string("title"))
                .toList();
    }
}
