package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A send may be repeated with its id, through any edge: it is one message all the same. */
final class RepeatedSendsIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 45, 24 * 60, 6 * 24 * 60})
    void aRepetitionIsAnsweredWithTheFirstPosition(int ageMinutes) {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession one = ann.liveOn(1, channel);
        RawSession other = ann.liveOn(2, channel);
        RawSession b = bob.liveOn(2, channel);
        String id =
                Wire.idMadeAt(
                        System.currentTimeMillis() - Duration.ofMinutes(ageMinutes).toMillis());

        one.sendMessage(id, channel, "once");
        Frame first = one.await(Wire.answer(id), Wire.PATIENCE);
        // So that the tables know an id too old for the edges' memory.
        await().until(() -> ann.history(channel, false).size() == 1);
        other.sendMessage(id, channel, "once");
        Frame second = other.await(Wire.answer(id), Wire.PATIENCE);
        one.sendMessage(id, channel, "in other words");
        Frame third =
                one.await(Wire.answer(id).and(frame -> frame.flag("duplicate")), Wire.PATIENCE);
        Wire.say(one, "end", channel, "end");

        assertThat(first.flag("duplicate")).isFalse();
        for (Frame repeated : List.of(second, third)) {
            assertThat(repeated.is("sent")).isTrue();
            assertThat(repeated.flag("duplicate")).isTrue();
            assertThat(repeated.position("position")).isEqualTo(first.position("position"));
            assertThat(repeated.string("time")).isEqualTo(first.string("time"));
        }
        for (RawSession session : List.of(one, other, b)) {
            session.await(Wire.message("end"), Wire.PATIENCE);
            assertThat(Wire.messages(session, channel).stream().map(Said::text))
                    .containsExactly("once", "end");
        }
        assertThat(ann.history(channel, false).stream().map(HistoryMessage::text))
                .containsExactly("once", "end");
    }

    /** The first attempt is under way when the second comes, where the channel is not even live. */
    @ParameterizedTest
    @ValueSource(ints = {40, 5 * 24 * 60})
    void anOldIdRepeatedAtOnceThroughTheOtherEdgeIsOneMessage(int ageMinutes) {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession b = bob.liveOn(1, channel);
        RawSession one = ann.liveOn(1, channel);
        RawSession other = ann.on(2);
        String id =
                Wire.idMadeAt(
                        System.currentTimeMillis() - Duration.ofMinutes(ageMinutes).toMillis());

        one.sendMessage(id, channel, "once");
        other.sendMessage(id, channel, "once");
        Frame first = one.await(Wire.sent(id), Wire.PATIENCE);
        Frame second = other.await(Wire.sent(id), Wire.PATIENCE);
        Wire.say(other, "end", channel, "end");

        assertThat(second.position("position")).isEqualTo(first.position("position"));
        assertThat(second.string("time")).isEqualTo(first.string("time"));
        assertThat(first.flag("duplicate")).isNotEqualTo(second.flag("duplicate"));
        for (RawSession session : List.of(one, b)) {
            session.await(Wire.message("end"), Wire.PATIENCE);
            assertThat(Wire.messages(session, channel).stream().map(Said::text))
                    .containsExactly("once", "end");
        }
        assertThat(bob.history(channel, false).stream().map(HistoryMessage::text))
                .containsExactly("once", "end");
    }

    @Test
    void repetitionsThatRaceThroughBothEdgesAreOneMessage() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession one = ann.liveOn(1, channel);
        RawSession other = ann.liveOn(2, channel);
        RawSession b = bob.liveOn(1, channel);
        int messages = 100;

        for (int i = 0; i < messages; i++) {
            String id = Wire.newId();
            one.sendMessage(id, channel, "number " + i);
            other.sendMessage(id, channel, "number " + i);
        }

        for (RawSession session : List.of(one, other)) {
            await().until(() -> session.frames("sent").size() == messages);
        }
        Wire.say(one, "end", channel, "end");
        for (RawSession session : List.of(one, other, b)) {
            session.await(Wire.message("end"), Wire.PATIENCE);
        }
        for (RawSession session : List.of(one, other, b)) {
            assertThat(Wire.messages(session, channel))
                    .hasSize(messages + 1)
                    .isEqualTo(Wire.messages(b, channel));
        }
        for (Frame sent : one.frames("sent").subList(0, messages)) {
            Frame twin = other.await(Wire.sent(sent.string("id")), Wire.PATIENCE);
            assertThat(twin.position("position")).isEqualTo(sent.position("position"));
            assertThat(sent.flag("duplicate")).isNotEqualTo(twin.flag("duplicate"));
        }
    }

    @Test
    void anIdIsItsSendersAndItsChannelsOnly() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String one = ann.group("one", bob);
        String two = ann.group("two", bob);
        RawSession a = ann.liveOn(1, one, two);
        RawSession b = bob.liveOn(2, one, two);

        long first = Wire.say(a, "same", one, "Ann in one");
        long second = Wire.say(b, "same", one, "Bob in one");
        a.sendMessage("same", two, "Ann in two");

        Frame third =
                a.await(
                        Wire.sent("same").and(frame -> frame.string("channel").equals(two)),
                        Wire.PATIENCE);
        assertThat(second).isGreaterThan(first);
        assertThat(third.flag("duplicate")).isFalse();
        assertThat(ann.history(one, false)).hasSize(2);
        assertThat(ann.history(two, false)).hasSize(1);
    }
}
