package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People talk, on two edges: everybody hears the same, and the history says it again. */
final class ConversationIT {
    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @Test
    void twoOnTwoEdgesHearTheSame() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        long head =
                b.await(Wire.caughtUp(channel), Wire.PATIENCE).position("position").orElseThrow();
        List<Long> positions = new ArrayList<>();

        for (int i = 0; i < 10; i++) {
            positions.add(Wire.say(a, channel, "from ann " + i));
            positions.add(Wire.say(b, channel, "from bob " + i));
        }

        await().untilAsserted(() -> assertThat(Wire.messages(a, channel)).hasSize(20));
        await().untilAsserted(() -> assertThat(Wire.messages(b, channel)).hasSize(20));
        List<Frame> heard = Wire.records(b, channel);
        assertThat(Wire.positions(heard)).isEqualTo(positions).isSorted().doesNotHaveDuplicates();
        assertThat(Wire.prevs(heard).get(0)).isEqualTo(head);
        assertThat(Wire.prevs(heard).subList(1, 20)).isEqualTo(positions.subList(0, 19));
        assertThat(Wire.records(a, channel).stream().map(Frame::text))
                .isEqualTo(heard.stream().map(Frame::text).toList());
        assertThat(heard)
                .allSatisfy(
                        frame ->
                                assertThat(frame.string("time"))
                                        .matches(
                                                "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
        assertThat(heard.get(0).string("sender")).isEqualTo(ann.id());
        assertThat(heard.get(1).string("sender")).isEqualTo(bob.id());
    }

    @Test
    void theHistoryIsWhatWasDelivered() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        for (int i = 0; i < 30; i++) {
            a.sendMessage(Wire.newId(), channel, "ann " + i);
            b.sendMessage(Wire.newId(), channel, "bob " + i);
        }
        await().untilAsserted(() -> assertThat(a.frames("sent")).hasSize(30));
        await().untilAsserted(() -> assertThat(b.frames("sent")).hasSize(30));
        await().untilAsserted(() -> assertThat(Wire.messages(b, channel)).hasSize(60));

        List<Said> history = ann.history(channel, false).stream().map(Said::of).toList();

        assertThat(history).isEqualTo(Wire.messages(b, channel));
        assertThat(bob.history(channel, false).stream().map(Said::of)).isEqualTo(history);
        List<Said> newest =
                ann.api().latest(channel, 200).messages().stream().map(Said::of).toList();
        List<Said> turned = new ArrayList<>(newest);
        java.util.Collections.reverse(turned);
        assertThat(turned).isEqualTo(history);
    }

    @Test
    void aDirectChannelIsOneFromBothSides() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Http http = new Http(PALAVER);

        Http.Answer first = http.call("PUT", "/v1/direct/" + bob.id(), ann, null);
        Http.Answer second = http.call("PUT", "/v1/direct/" + ann.id(), bob, null);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("channelId")).isEqualTo(first.json().path("channelId"));
        assertThat(first.json().path("kind").asText()).isEqualTo("direct");
        assertThat(first.json().path("members").asInt()).isEqualTo(2);
    }

    @Test
    void anAnswerNamesWhatItAnswers() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        long question = Wire.say(a, "question", channel, "When?");

        b.send(
                RawSession.frame("send")
                        .put("id", "answer")
                        .put("channel", channel)
                        .put("text", "Now")
                        .put("replyTo", String.valueOf(question)));

        Frame answer = a.await(Wire.message("answer"), Wire.PATIENCE);
        assertThat(answer.position("replyTo")).hasValue(question);
        assertThat(a.await(Wire.message("question"), Wire.PATIENCE).has("replyTo")).isFalse();
        assertThat(ann.history(channel, false).get(1).replyTo()).hasValue(question);
    }

    @Test
    void allDevicesOfBothHearEverything() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        Login phone = ann.another("phone");
        List<RawSession> sessions =
                List.of(
                        ann.liveOn(1, channel),
                        ann.liveOn(2, channel),
                        phone.liveOn(2, channel),
                        bob.liveOn(1, channel),
                        bob.another("tablet").liveOn(2, channel));

        for (int i = 0; i < sessions.size(); i++) {
            Wire.say(sessions.get(i), channel, "from session " + i);
        }

        for (RawSession session : sessions) {
            await().untilAsserted(() -> assertThat(Wire.messages(session, channel)).hasSize(5));
            assertThat(Wire.messages(session, channel))
                    .isEqualTo(Wire.messages(sessions.get(0), channel));
            assertThat(session.frames("sent")).hasSize(1);
        }
    }

    @Test
    void aGroupOnTwoEdgesSeesOneChain() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        String channel = ann.group("three", bob, cem);
        List<RawSession> sessions =
                List.of(ann.liveOn(1, channel), bob.liveOn(2, channel), cem.liveOn(1, channel));

        for (int i = 0; i < 50; i++) {
            for (RawSession session : sessions) {
                session.sendMessage(Wire.newId(), channel, "number " + i);
            }
        }

        for (RawSession session : sessions) {
            await().untilAsserted(() -> assertThat(session.frames("sent")).hasSize(50));
            await().untilAsserted(() -> assertThat(Wire.messages(session, channel)).hasSize(150));
            assertThat(session.frames("error")).isEmpty();
            List<Frame> records = Wire.records(session, channel);
            assertThat(Wire.prevs(records).subList(1, 150))
                    .isEqualTo(Wire.positions(records).subList(0, 149));
            assertThat(Wire.messages(session, channel))
                    .isEqualTo(Wire.messages(sessions.get(0), channel));
        }
    }

    @Test
    void aSessionsOwnSendsKeepTheirOrderAlsoBeforeItIsCaughtUp() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.direct(bob);
        RawSession b = bob.liveOn(2, channel);
        RawSession a = ann.on(1);

        List<String> ids = pour(a, channel, 200);

        await().untilAsserted(() -> assertThat(a.frames("sent")).hasSize(200));
        await().untilAsserted(() -> assertThat(Wire.messages(b, channel)).hasSize(200));
        assertThat(Wire.messages(b, channel).stream().map(Said::id)).isEqualTo(ids);
    }

    private static List<String> pour(RawSession session, String channel, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(Wire.newId());
            session.sendMessage(ids.get(i), channel, "number " + i);
        }
        return ids;
    }
}
