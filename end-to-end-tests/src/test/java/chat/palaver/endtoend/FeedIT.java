package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.Channel;
import chat.palaver.client.api.ChannelPage;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of one's channels: order, last message, unread, and how far one has read. */
final class FeedIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void theChannelWithTheLatestMessageComesFirst() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String one = ann.group("one", bob);
        String two = ann.group("two", bob);
        String three = ann.group("three", bob);
        RawSession b = bob.liveOn(2, one, two, three);
        Wire.say(b, three, "first");
        Wire.say(b, one, "second");
        long last = Wire.say(b, two, "third, the latest of all");

        await().untilAsserted(() -> assertThat(ids(ann)).containsExactly(two, one, three));
        Channel top = ann.api().channels().channels().get(0);
        assertThat(top.kind()).isEqualTo("group");
        assertThat(top.title()).isEqualTo("two");
        assertThat(top.role()).isEqualTo("owner");
        assertThat(top.members()).isEqualTo(2);
        assertThat(top.unread()).isEqualTo(1);
        assertThat(top.readPosition()).isZero();
        assertThat(top.head()).isPresent();
        assertThat(top.head().get().position()).isEqualTo(last);
        assertThat(top.head().get().sender()).isEqualTo(bob.id());
        assertThat(top.head().get().preview()).isEqualTo("third, the latest of all");

        Wire.say(b, three, "fourth");
        await().untilAsserted(() -> assertThat(ids(ann)).containsExactly(three, two, one));
    }

    @Test
    void aChannelWithoutMessagesHasNoHead() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("silent", bob);

        Channel silent = bob.api().channel(channel);

        assertThat(silent.head()).isEmpty();
        assertThat(silent.unread()).isZero();
        assertThat(bob.api().channels().channels()).containsExactly(silent);
    }

    @Test
    void readingIsToldToAllAndMovesForwardOnly() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        Login phone = ann.another("phone");
        RawSession a = ann.liveOn(1, channel);
        RawSession onPhone = phone.liveOn(2, channel);
        RawSession b = bob.liveOn(2, channel);
        List<Long> said = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            said.add(Wire.say(b, channel, "number " + i));
        }
        await().until(() -> ann.api().channel(channel).unread() == 5);
        assertThat(bob.api().channel(channel).unread()).as("own messages").isZero();

        a.send(read(channel, said.get(2)));

        for (RawSession session : List.of(onPhone, b)) {
            Frame read = session.await(Wire.of("read", channel), Wire.PATIENCE);
            assertThat(read.string("user")).isEqualTo(ann.id());
            assertThat(read.position("position")).hasValue(said.get(2));
        }
        await().until(() -> ann.api().channel(channel).unread() == 2);
        assertThat(ann.api().channel(channel).readPosition()).isEqualTo(said.get(2));

        onPhone.send(read(channel, said.get(0)));
        onPhone.send(read(channel, said.get(4)));

        await().until(() -> ann.api().channel(channel).unread() == 0);
        b.await(
                frame ->
                        frame.is("read") && frame.position("position").orElseThrow() == said.get(4),
                Wire.PATIENCE);
        assertThat(b.frames("read").stream().map(f -> f.position("position").orElseThrow()))
                .containsExactly(said.get(2), said.get(4));
        assertThat(ann.api().channel(channel).readPosition()).isEqualTo(said.get(4));
        assertThat(ann.api().channels().channels().get(0).unread()).isZero();
    }

    @Test
    void unreadIsCountedUpToAHundred() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession b = bob.liveOn(2, channel);
        for (int i = 0; i < 120; i++) {
            b.sendMessage(Wire.newId(), channel, "number " + i);
        }
        await().untilAsserted(() -> assertThat(b.frames("sent")).hasSize(120));

        await().until(() -> ann.api().channel(channel).unread() == 100);
    }

    @Test
    void aNewMembersUnreadStartsWhenHeJoins() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        String channel = ann.group("older than Cem", bob);
        RawSession a = ann.liveOn(1, channel);
        Wire.say(a, channel, "before Cem");

        ann.api().putMember(channel, cem.id(), null);

        assertThat(cem.api().channel(channel).unread()).isZero();
        assertThat(cem.api().channel(channel).head()).isEmpty();
        Wire.say(a, channel, "for Cem");
        await().until(() -> cem.api().channel(channel).unread() == 1);
        assertThat(bob.api().channel(channel).unread()).isEqualTo(2);
    }

    @Test
    void pagesFollowEachOtherByTheirCursor() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            channels.add(ann.group("channel " + i, bob));
        }
        RawSession a = ann.liveOn(1, channels.toArray(String[]::new));
        for (String channel : channels) {
            Wire.say(a, channel, "hello");
        }
        java.util.Collections.reverse(channels);
        await().untilAsserted(() -> assertThat(ids(ann)).isEqualTo(channels));

        ChannelPage first = ann.api().channels(null, 3);
        ChannelPage second = ann.api().channels(first.cursor().orElseThrow(), 3);
        ChannelPage third = ann.api().channels(second.cursor().orElseThrow(), 3);

        List<String> all = new ArrayList<>();
        for (ChannelPage page : List.of(first, second, third)) {
            page.channels().forEach(channel -> all.add(channel.channelId()));
        }
        assertThat(all).isEqualTo(channels);
        assertThat(first.channels()).hasSize(3);
        assertThat(third.cursor()).isEmpty();
    }

    private static List<String> ids(Login login) {
        return login.api().channels().channels().stream().map(Channel::channelId).toList();
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode read(
            String channel, long position) {
        return RawSession.frame("read")
                .put("channel", channel)
                .put("position", String.valueOf(position));
    }
}
