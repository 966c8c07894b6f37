package chat.palaver.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.NewChannel;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.RawSession;
import chat.palaver.endtoend.Wire.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a channel's log lies, and however often it moves: its members do not notice. */
@Order(Sequence.FAULTS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class OwnLogsIT {
    private static final String OWN = "own";
    private static final String SHARED = "shared";

    /** Far above what a group may count that can be made in a test. */
    private static final int MOST_SIGN_UPS = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension static final WholeSystem PALAVER = new WholeSystem();

    @AfterEach
    void allIsThere() {
        PALAVER.system().restartTheDead();
    }

    @Test
    void membersOnBothEdgesTalkInAChannelMadeWithItsOwnLog() throws Exception {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Http http = new Http(PALAVER);
        Http.Answer made =
                http.call(
                        "POST",
                        "/v1/channels",
                        ann,
                        "{\"title\":\"own\",\"members\":[\"%s\"],\"log\":\"own\",\"retention\":\"P30D\"}"
                                .formatted(bob.id()));
        String channel = made.json().path("channelId").asText();
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        awaitLog(ann, channel, OWN);

        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            positions.add(Wire.say(a, channel, "from one edge " + i));
            positions.add(Wire.say(b, channel, "from the other " + i));
        }

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("retention").asText()).isEqualTo("P30D");
        for (RawSession session : List.of(a, b)) {
            await().until(() -> Wire.messages(session, channel).size() == positions.size());
            assertThat(Wire.messages(session, channel).stream().map(Said::position))
                    .isEqualTo(positions);
            assertChained(Wire.records(session, channel));
        }
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        assertThat(bob.history(channel, false).stream().map(Said::of))
                .isEqualTo(Wire.messages(a, channel));
        awaitRetention("channel.own." + channel, Duration.ofDays(30));
        http.call("PATCH", "/v1/channels/" + channel, ann, "{\"retention\":\"PT5H\"}");
        awaitRetention("channel.own." + channel, Duration.ofHours(5));
    }

    @Test
    void nothingIsLostDoubledOrOutOfOrderWhileALogMovesSixTimes() throws Exception {
        Chatter chatter = Chatter.beginInGroup(PALAVER);
        String channel = chatter.channel();
        Login phone = chatter.ann().another("phone");
        RawSession before = phone.liveOn(1, channel);
        chatter.hearMore(10);
        List<Frame> heard = new ArrayList<>(takeAndLeave(before, channel));
        Login tablet = chatter.ann().another("tablet");
        List<Frame> piecemeal = new ArrayList<>(heard);
        for (int move = 1; move <= 6; move++) {
            move(chatter.ann(), channel, move % 2 == 1 ? OWN : SHARED);
            chatter.hearMore(10);
            RawSession again = tablet.on(1 + move % 2, Map.of(channel, last(piecemeal)));
            again.await(Wire.caughtUp(channel), Wire.PATIENCE);
            piecemeal.addAll(takeAndLeave(again, channel));
        }
        chatter.hearMore(10);
        chatter.endsWell();

        List<Long> said = chatter.positions();
        long end = said.get(said.size() - 1);
        for (List<Frame> parts : List.of(heard, piecemeal)) {
            RawSession resumed = phone.on(2, Map.of(channel, last(parts)));
            resumed.await(Wire.caughtUp(channel), Wire.PATIENCE);
            parts.addAll(takeAndLeave(resumed, channel));
            assertThat(last(parts)).isEqualTo(end);
            assertChained(parts);
            List<Long> messages =
                    parts.stream()
                            .filter(frame -> frame.is("message"))
                            .map(frame -> frame.position("position").orElseThrow())
                            .toList();
            assertThat(messages)
                    .isEqualTo(said.subList(said.indexOf(messages.get(0)), said.size()));
        }
        assertThat(said).isSorted();
    }

    @Test
    void aRepetitionAfterAMoveIsAnsweredWithTheFirstPosition() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel = ann.group("repeats", bob);
        RawSession one = ann.liveOn(1, channel);
        RawSession other = ann.liveOn(2, channel);
        RawSession b = bob.liveOn(1, channel);
        List<String> ids = new ArrayList<>();
        List<Long> positions = new ArrayList<>();

        for (String log : List.of(SHARED, OWN, SHARED, OWN)) {
            move(ann, channel, log);
            for (int i = 0; i < ids.size(); i++) {
                for (RawSession session : List.of(one, other)) {
                    Frame repeated = repeat(session, channel, ids.get(i));
                    assertThat(repeated.flag("duplicate")).isTrue();
                    assertThat(repeated.position("position")).hasValue(positions.get(i));
                }
            }
            ids.add(Wire.newId());
            positions.add(Wire.say(one, ids.get(ids.size() - 1), channel, "once"));
        }

        for (RawSession session : List.of(one, other, b)) {
            await().until(() -> Wire.messages(session, channel).size() == ids.size());
            assertThat(Wire.messages(session, channel).stream().map(Said::id)).isEqualTo(ids);
        }
        assertThat(positions).isSorted();
        assertThat(bob.history(channel, false).stream().map(HistoryMessage::id)).isEqualTo(ids);
    }

    @Test
    void whoComesOrGoesAfterAMoveSeesWhatIsHis() {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        Login cem = PALAVER.signUp("cem");
        String channel = ann.group("changing", bob);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        RawSession c = cem.on(2);
        Wire.say(a, "first", channel, "for two");
        move(ann, channel, OWN);

        ann.api().putMember(channel, cem.id(), null);
        Wire.say(c, "second", channel, "for three");
        ann.api().removeMember(channel, bob.id());
        Wire.say(a, "third", channel, "for the other two");
        move(ann, channel, SHARED);
        ann.api().putMember(channel, bob.id(), null);
        Wire.say(b, "fourth", channel, "for all again");

        for (RawSession session : List.of(a, b, c)) {
            session.await(Wire.message("fourth"), Wire.PATIENCE);
        }
        assertThat(ids(a, channel)).containsExactly("first", "second", "third", "fourth");
        assertThat(ids(b, channel)).containsExactly("first", "second", "fourth");
        assertThat(ids(c, channel)).containsExactly("second", "third", "fourth");
        assertThat(b.await(Wire.change(channel, "removed"), Wire.PATIENCE).flag("left")).isTrue();
        assertChained(Wire.records(a, channel));
        assertThat(cem.history(channel, false).stream().map(HistoryMessage::id))
                .isEqualTo(ids(c, channel));
        assertThat(bob.history(channel, false).stream().map(HistoryMessage::id))
                .isEqualTo(ids(b, channel));
    }

    @Test
    void aChannelThatIsDeletedIsLeftByAllAndItsTopicGoes() throws Exception {
        Login ann = PALAVER.signUp("ann");
        Login bob = PALAVER.signUp("bob");
        String channel =
                ann.api()
                        .create(NewChannel.of("passing", List.of(bob.id())).withLog(OWN))
                        .channelId();
        awaitLog(ann, channel, OWN);
        RawSession a = ann.liveOn(1, channel);
        RawSession b = bob.liveOn(2, channel);
        Wire.say(b, "last", channel, "the last word");
        a.await(Wire.message("last"), Wire.PATIENCE);
        assertThat(ownTopics(channel)).hasSize(1);

        ann.api().delete(channel);

        for (RawSession session : List.of(a, b)) {
            Frame left = session.await(Wire.change(channel, "deleted"), Wire.PATIENCE);
            assertThat(left.flag("left")).isTrue();
            session.sendMessage("late", channel, "too late");
            assertThat(session.await(Wire.answer("late"), Wire.PATIENCE).string("code"))
                    .isEqualTo("not_a_member");
        }
        assertThatThrownBy(() -> bob.api().channel(channel))
                .satisfies(MembershipIT.is(403, "not_a_member"));
        await().atMost(PATIENCE).until(() -> ownTopics(channel).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge-1", "history-1"})
    void theTalkGoesOnWhenAPartIsKilledInTheMiddleOfAMove(String part) throws Exception {
        RunningSystem system = PALAVER.system();
        Chatter chatter = Chatter.beginInGroup(PALAVER);

        for (String log : List.of(OWN, SHARED)) {
            chatter.ann().api().placeLog(chatter.channel(), log);
            system.kill(part);
            chatter.hearMore(20);
            system.restart(part);
            awaitLog(chatter.ann(), chatter.channel(), log);
            chatter.hearMore(20);
        }

        chatter.endsWell();
    }

    @Test
    void aGroupThatGrowsMovesByItselfAndComesBackWhenItShrinks() {
        int limit = PALAVER.system().ownLogFrom();
        Assumptions.assumeTrue(limit <= MOST_SIGN_UPS, "no group becomes so large here");
        Login ann = PALAVER.signUp("ann");
        List<Login> others = new ArrayList<>();
        for (int i = 1; i < limit; i++) {
            others.add(PALAVER.signUp("other"));
        }
        Login last = others.get(limit - 2);
        String channel = ann.group("growing", others.subList(0, limit - 2).toArray(Login[]::new));
        RawSession a = ann.liveOn(1, channel);
        List<Long> positions = new ArrayList<>();
        positions.add(Wire.say(a, channel, "few"));
        assertThat(ann.api().channel(channel).log()).isEqualTo(SHARED);

        ann.api().putMember(channel, last.id(), null);
        awaitLog(ann, channel, OWN);
        RawSession newcomer = last.liveOn(2, channel);
        positions.add(Wire.say(newcomer, channel, "many"));
        others.stream()
                .limit(limit / 2 + 1L)
                .forEach(other -> ann.api().removeMember(channel, other.id()));
        awaitLog(ann, channel, SHARED);
        positions.add(Wire.say(newcomer, channel, "few again"));

        await().until(() -> Wire.messages(a, channel).size() == positions.size());
        assertThat(Wire.messages(a, channel).stream().map(Said::position)).isEqualTo(positions);
        assertThat(positions).isSorted();
        assertChained(Wire.records(a, channel));
        assertThat(ann.history(channel, false).stream().map(Said::of))
                .isEqualTo(Wire.messages(a, channel));
    }

    private static void move(Login owner, String channel, String log) {
        owner.api().placeLog(channel, log);
        awaitLog(owner, channel, log);
    }

    private static void awaitLog(Login reader, String channel, String log) {
        await().atMost(PATIENCE).until(() -> reader.api().channel(channel).log().equals(log));
    }

    private static Frame repeat(RawSession session, String channel, String id) {
        int before = answers(session, id).size();
        session.sendMessage(id, channel, "once");
        await().until(() -> answers(session, id).size() > before);
        Frame answer = answers(session, id).get(before);
        assertThat(answer.is("sent")).isTrue();
        return answer;
    }

    private static List<Frame> answers(RawSession session, String id) {
        return session.frames().stream().filter(Wire.answer(id)).toList();
    }

    private static List<String> ids(RawSession session, String channel) {
        return Wire.messages(session, channel).stream().map(Said::id).toList();
    }

    /** What a session was sent until now, which is its last. */
    private static List<Frame> takeAndLeave(RawSession session, String channel) {
        session.abort();
        session.closed().join();
        return Wire.records(session, channel);
    }

    private static long last(List<Frame> records) {
        return records.get(records.size() - 1).position("position").orElseThrow();
    }

    private static void assertChained(List<Frame> records) {
        assertThat(Wire.prevs(records).subList(1, records.size()))
                .isEqualTo(Wire.positions(records).subList(0, records.size() - 1));
    }

    private static Set<String> ownTopics(String channel) throws Exception {
        try (Admin admin = admin()) {
            Set<String> all = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            all.removeIf(topic -> !topic.startsWith("channel.own." + channel));
            return all;
        }
    }

    private static void awaitRetention(String topic, Duration retention) {
        try (Admin admin = admin()) {
            String wanted = String.valueOf(retention.toMillis());
            await().atMost(PATIENCE).until(() -> wanted.equals(retention(admin, topic)));
        }
    }

    private static String retention(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get(30, TimeUnit.SECONDS)
                    .get(resource)
                    .get("retention.ms")
                    .value();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return "";
            }
            throw e;
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", PALAVER.system().kafka()));
    }
}
