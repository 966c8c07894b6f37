package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.Channel;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.Member;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups change while they talk: who is in hears, who is not does not, and all see one order. */
final class MembershipIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void whoIsConnectedWhenAGroupIsMadeIsToldBeforeItsFirstMessage() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        RawSession a = ann.on(1);
        RawSession b = bob.on(2);

        String channel = ann.group("new", bob);
        Wire.say(a, "first", channel, "Welcome");

        b.await(Wire.message("first"), Wire.PATIENCE);
        List<Frame> ofChannel = b.frames().stream().filter(anyOf(channel)).toList();
        assertThat(ofChannel.stream().map(Frame::type))
                .containsExactly("channel", "caughtUp", "message");
        Frame joined = ofChannel.get(0);
        assertThat(joined.string("kind")).isEqualTo("group");
        assertThat(joined.string("title")).isEqualTo("new");
        assertThat(joined.string("role")).isEqualTo("member");
        assertThat(joined.flag("left")).isFalse();
        assertThat(joined.string("prev")).isEqualTo("0");
        assertThat(ofChannel.get(1).position("position")).isEqualTo(joined.position("position"));
        assertThat(ofChannel.get(2).position("prev")).isEqualTo(joined.position("position"));
        a.await(Wire.message("first"), Wire.PATIENCE);
        assertThat(a.await(Wire.of("channel", channel), Wire.PATIENCE).string("role"))
                .isEqualTo("owner");
    }

    @Test
    void whoIsAddedHearsWhatFollowsAndNothingBefore() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        String channel = ann.group("growing", bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        RawSession c = cem.on(2);
        Wire.say(a, "before", channel, "Not for Cem");

        ann.api().putMember(channel, cem.id(), null);
        Wire.say(c, "after", channel, "Here I am");

        for (RawSession session : List.of(a, b, c)) {
            session.await(Wire.message("after"), Wire.PATIENCE);
        }
        assertThat(c.frames().stream().filter(anyOf(channel)).map(Frame::type))
                .containsExactly("channel", "caughtUp", "message");
        List<Frame> whole = Wire.records(b, channel);
        assertThat(whole.stream().map(Frame::type))
                .containsExactly("message", "channel", "message");
        assertThat(Wire.positions(Wire.records(c, channel)))
                .isEqualTo(Wire.positions(whole).subList(1, 3));
        assertThat(Wire.prevs(whole).subList(1, 3)).isEqualTo(Wire.positions(whole).subList(0, 2));
        assertThat(Wire.positions(Wire.records(a, channel))).isEqualTo(Wire.positions(whole));
        assertThat(cem.history(channel, false).stream().map(HistoryMessage::id))
                .containsExactly("after");
        assertThat(bob.history(channel, false).stream().map(HistoryMessage::id))
                .containsExactly("before", "after");
    }

    @Test
    void whoIsRemovedHearsThatAndNoMore() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        String channel = ann.group("shrinking", bob, cem);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        RawSession c = cem.liveOn(2, channel);
        RawSession onePhone = cem.another("phone").liveOn(1, channel);
        Wire.say(a, "before", channel, "For all three");

        ann.api().removeMember(channel, cem.id());
        Wire.say(a, "after", channel, "For two");

        b.await(Wire.message("after"), Wire.PATIENCE);
        for (RawSession session : List.of(c, onePhone)) {
            Frame left = session.await(Wire.of("channel", channel), Wire.PATIENCE);
            assertThat(left.flag("left")).isTrue();
            session.sendMessage("refused", channel, "Am I still here?");
            Frame answer = session.await(Wire.answer("refused"), Wire.PATIENCE);
            assertThat(answer.string("code")).isEqualTo("not_a_member");
            assertThat(Wire.messages(session, channel).stream().map(Said::id))
                    .containsExactly("before");
        }
        assertThat(b.await(Wire.of("channel", channel), Wire.PATIENCE).flag("left")).isFalse();
        assertThatThrownBy(() -> cem.history(channel, false)).satisfies(is(403, "not_a_member"));
        assertThatThrownBy(() -> cem.api().channel(channel)).satisfies(is(403, "not_a_member"));
        assertThat(cem.api().channels().channels()).isEmpty();
        assertThat(bob.api().members(channel).stream().map(Member::userId))
                .containsExactlyInAnyOrder(ann.id(), bob.id());
    }

    @Test
    void whoComesBackSeesBothTimesButNotWhatWasSaidBetween() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("revolving door", bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        Wire.say(a, "during", channel, "Bob is here");
        bob.api().leave(channel);
        Wire.say(a, "between", channel, "Bob is not here");
        ann.api().putMember(channel, bob.id(), "member");
        long last = Wire.say(a, "again", channel, "Bob is here again");

        b.await(Wire.message("again"), Wire.PATIENCE);
        assertThat(Wire.messages(b, channel).stream().map(Said::id))
                .containsExactly("during", "again");
        List<Frame> changes = b.frames("channel");
        assertThat(changes.stream().map(frame -> frame.flag("left"))).containsExactly(true, false);
        Frame again = b.await(Wire.message("again"), Wire.PATIENCE);
        assertThat(again.position("prev")).isEqualTo(changes.get(1).position("position"));
        assertThat(bob.history(channel, false).stream().map(HistoryMessage::id))
                .containsExactly("during", "again");

        RawSession resumed = bob.on(1, Map.of(channel, 0L));
        resumed.await(Wire.caughtUp(channel), Wire.PATIENCE);
        assertThat(Wire.messages(resumed, channel).stream().map(Said::id))
                .containsExactly("during", "again");
        assertThat(resumed.await(Wire.caughtUp(channel), Wire.PATIENCE).position("position"))
                .hasValue(last);
    }

    @Test
    void aChannelInResumeThatOneHasLeftIsSaidToBeLeft() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("left behind", bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        long known = Wire.say(a, channel, "Bob hears this");
        b.await(Wire.of("message", channel), Wire.PATIENCE);
        b.close();
        long unheard = Wire.say(a, "unheard", channel, "And this when he is back");
        ann.api().removeMember(channel, bob.id());
        Wire.say(a, "hidden", channel, "But not this");

        RawSession resumed = bob.on(1, Map.of(channel, known));

        Frame left =
                resumed.await(
                        Wire.of("channel", channel).and(frame -> frame.flag("left")),
                        Wire.PATIENCE);
        assertThat(Wire.messages(resumed, channel).stream().map(Said::position))
                .containsExactly(unheard);
        assertThat(left.position("prev")).hasValue(unheard);
    }

    @Test
    void rolesAndTitlesChangeForAllAlike() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        String channel = ann.group("before", bob, cem);
        List<RawSession> sessions =
                List.of(ann.liveOn(1, channel), bob.liveOn(2, channel), cem.liveOn(1, channel));

        ann.api().putMember(channel, bob.id(), "admin");
        bob.api().rename(channel, "after");

        for (RawSession session : sessions) {
            await().untilAsserted(() -> assertThat(Wire.records(session, channel)).hasSize(2));
            List<Frame> records = Wire.records(session, channel);
            assertThat(records.get(1).string("title")).isEqualTo("after");
            assertThat(Wire.positions(records))
                    .isEqualTo(Wire.positions(Wire.records(sessions.get(0), channel)));
            assertThat(records.get(1).position("prev"))
                    .isEqualTo(records.get(0).position("position"));
        }
        assertThat(Wire.records(sessions.get(1), channel).get(0).string("role")).isEqualTo("admin");
        assertThat(Wire.records(sessions.get(2), channel).get(0).string("role"))
                .isEqualTo("member");
        Channel channelOfBob = bob.api().channel(channel);
        assertThat(channelOfBob.role()).isEqualTo("admin");
        assertThat(channelOfBob.title()).isEqualTo("after");
        assertThat(cem.history(channel, true).stream().map(HistoryMessage::position))
                .endsWith(
                        Wire.positions(Wire.records(sessions.get(2), channel))
                                .toArray(Long[]::new));
    }

    @Test
    void membersMayNotDoWhatAdminsMay() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        String channel = ann.group("ruled", bob);

        assertThatThrownBy(() -> bob.api().rename(channel, "mine"))
                .satisfies(is(403, "not_allowed"));
        assertThatThrownBy(() -> bob.api().removeMember(channel, ann.id()))
                .satisfies(is(403, "not_allowed"));
        assertThatThrownBy(() -> bob.api().putMember(channel, bob.id(), "owner"))
                .satisfies(is(403, "not_allowed"));
        assertThatThrownBy(() -> bob.api().putMember(channel, cem.id(), null))
                .satisfies(is(403, "not_allowed"));
        assertThatThrownBy(() -> bob.api().delete(channel)).satisfies(is(403, "not_allowed"));
        assertThat(ann.api().channel(channel).title()).isEqualTo("ruled");
        assertThat(ann.api().members(channel)).hasSize(2);
    }

    @Test
    void theLastOwnerWhoLeavesHasAnHeir() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("inherited", bob);
        RawSession b = bob.liveOn(2, channel);

        ann.api().leave(channel);

        Frame change = b.await(Wire.of("channel", channel), Wire.PATIENCE);
        assertThat(change.string("role")).isEqualTo("owner");
        assertThat(bob.api().channel(channel).role()).isEqualTo("owner");
    }

    @Test
    void aDeletedGroupIsGoneForAll() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("short-lived", bob);
        RawSession b = bob.liveOn(2, channel);

        ann.api().delete(channel);

        Frame left = b.await(Wire.of("channel", channel), Wire.PATIENCE);
        assertThat(left.flag("left")).isTrue();
        assertThat(left.string("reason")).isEqualTo("deleted");
        b.sendMessage("late", channel, "Is anybody here?");
        assertThat(b.await(Wire.answer("late"), Wire.PATIENCE).string("code"))
                .isEqualTo("not_a_member");
        assertThatThrownBy(() -> bob.api().channel(channel)).satisfies(is(403, "not_a_member"));
        assertThat(ann.api().channels().channels()).isEmpty();
    }

    @Test
    void aRepeatedCallMakesOneGroup() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        var wanted = chat.palaver.client.api.NewChannel.of("once", List.of(bob.id()));

        String first = ann.api().create(wanted, "the same key").channelId();
        String second = ann.api().create(wanted, "the same key").channelId();

        assertThat(second).isEqualTo(first);
        assertThat(ann.api().channels().channels()).hasSize(1);
    }

    private static Predicate<Frame> anyOf(String channel) {
        return Wire.of("channel", channel)
                .or(Wire.of("caughtUp", channel))
                .or(Wire.of("message", channel));
    }

    static org.assertj.core.api.ThrowingConsumer<Throwable> is(int status, String code) {
        return thrown -> {
            assertThat(thrown).isInstanceOf(ApiException.class);
            assertThat(((ApiException) thrown).status()).isEqualTo(status);
            assertThat(((ApiException) thrown).code()).isEqualTo(code);
        };
    }
}
