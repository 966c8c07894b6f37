package chat.palaver.edge.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.edge.feed.ChannelPartition;
import chat.palaver.edge.feed.FakeLog;
import chat.palaver.edge.feed.FakeOwnLogs;
import chat.palaver.edge.feed.FakeSink;
import chat.palaver.edge.feed.FakeTables;
import chat.palaver.edge.feed.FeedContext;
import chat.palaver.edge.feed.FeedCounters;
import chat.palaver.edge.feed.LiveHops;
import chat.palaver.edge.feed.ManualLoop;
import chat.palaver.edge.feed.RecentBudget;
import chat.palaver.edge.feed.RecordFrames;
import chat.palaver.edge.feed.StoredRecord;
import chat.palaver.edge.socket.Connections;
import chat.palaver.ingest.Commands;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.TopicSettings;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.fold.Membership;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.frames.ClientFrame;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.PresenceState;
import chat.palaver.schemas.proto.PresenceStatus;
import chat.palaver.schemas.proto.Started;
import chat.palaver.testkit.SuppliedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One session, from its welcome on, with an outside that may be slow or away. */
class ChatTest {
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private final ManualLoop loop = new ManualLoop();
    private final FakeLog log = new FakeLog(loop);
    private final FakeTables tables = new FakeTables(loop);
    private final FakeOwnLogs ownLogs = new FakeOwnLogs(loop);
    private final FakePorts ports = new FakePorts(loop, log, ownLogs);
    private final FakeSink sink = new FakeSink();
    private final Topics topics = Topics.of(TopicSettings.development(""));
    private final String user = Ids.newUser();
    private final String watched = Ids.newUser();
    private final String device = Ids.newDevice();
    private final String channel = Ids.newChannel();
    private final Chat chat =
            new Chat(
                    new EdgeIdentity(Ids.newEdge(), 1, 0),
                    topics,
                    ports,
                    20,
                    sessionsOf ->
                            new FeedContext(
                                    loop,
                                    tables,
                                    new RecordFrames(),
                                    sessionsOf,
                                    new RecentBudget(),
                                    new FeedCounters(),
                                    new SuppliedClock(() -> Instant.EPOCH.plus(loop.now()))),
                    (shared, partition) -> new ChannelPartition(shared, partition, log, ownLogs));

    ChatTest() {
        ports.devices.add(device);
        ports.channels.add(channel);
        tables.members.put(user, new Membership(Role.MEMBER, 1));
        tables.history = LongStream.rangeClosed(1, 50).mapToObj(this::said).toList();
        tables.progress = 1_000;
        log.end = 1_000;
    }

    @Test
    void startsLiveInAChannelThatALookAtTheTablesFindsFirst() {
        welcome(Map.of(), Set.of(channel));
        usersTaskStarts();
        loop.pass(A_WHILE);

        assertThat(sink.count("\"message\"")).isZero();
        assertThat(sink.count("caughtUp")).isEqualTo(1);
    }

    @Test
    void resumesWhereTheClientStandsThoughALookAtTheTablesFindsTheChannelFirst() {
        welcome(Map.of(channel, 48L), Set.of(channel));
        usersTaskStarts();
        loop.pass(A_WHILE);

        assertThat(sink.count("\"message\"")).isEqualTo(2);
        assertThat(sink.count("caughtUp")).isEqualTo(1);
    }

    @Test
    void tellsOfAChannelThatTheUserCameToWhileHeWasWelcomed() {
        welcome(Map.of(), Set.of());
        usersTaskStarts();
        loop.pass(A_WHILE);

        assertThat(sink.count("\"message\"")).isEqualTo(50);
        assertThat(sink.count("caughtUp")).isEqualTo(1);
    }

    @Test
    void closesASessionWhoseDeviceWasLoggedOutBeforeItsInterestWasThere() {
        ports.kafkaAway = true;
        welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        ports.devices.clear();

        ports.kafkaAway = false;
        loop.pass(A_WHILE);

        assertThat(sink.closedWith).isEqualTo(CloseCode.SESSION_REVOKED);
    }

    @Test
    void looksAtEveryDeviceNowAndThen() {
        welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        int looks = ports.deviceLooks;
        ports.devices.clear();

        loop.pass(Chat.DEVICE_LOOK.dividedBy(2).minus(A_WHILE).minusMillis(1));
        chat.lookAtDevices();
        assertThat(ports.deviceLooks).isEqualTo(looks);

        loop.pass(Chat.DEVICE_LOOK.dividedBy(2).plusMillis(1));
        chat.lookAtDevices();
        loop.run();
        assertThat(sink.closedWith).isEqualTo(CloseCode.SESSION_REVOKED);
    }

    @Test
    void answersASendWhenItsRecordHasComeRound() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);

        send(session);
        loop.pass(A_WHILE);

        assertThat(sink.count("\"sent\"")).isEqualTo(1);
    }

    @Test
    void countsTheIdsThatItRemembers() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);

        say(session, "one");
        say(session, "two, with an id of its own");
        say(session, "one, again under the same id");
        loop.pass(A_WHILE);

        assertThat(chat.keptIds()).isEqualTo(2);
    }

    @Test
    void answersASendWhoseRecordDoesNotComeRound() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        log.away = true;

        send(session);
        loop.pass(Sends.ROUND.minusMillis(1));
        assertThat(sink.count("unavailable")).isZero();
        loop.pass(Duration.ofSeconds(1));

        assertThat(sink.count("unavailable")).isEqualTo(1);
        log.away = false;
        loop.pass(A_WHILE);
        assertThat(sink.count("\"sent\"")).isZero();
    }

    @Test
    void appendsAgainWhereTheLogHasGoneOnBeforeItAnswers() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        move(0);

        send(session);
        loop.pass(A_WHILE);

        assertThat(sink.count("\"sent\"")).isEqualTo(1);
        assertThat(sink.count("\"position\":\"" + Position.of(1, 0) + "\"")).isEqualTo(2);
    }

    @Test
    void keepsWhatIsSaidInItsOrderWhileTheLogMoves() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        ports.acknowledgesLater = true;
        say(session, "first");
        say(session, "second");
        move(0);
        loop.pass(A_WHILE);
        say(session, "third");
        loop.run();

        ports.acknowledgesLater = false;
        ports.acknowledge();
        loop.pass(A_WHILE);

        assertThat(sink.frames.stream().filter(f -> f.contains("\"message\"")))
                .satisfiesExactly(
                        frame -> assertThat(frame).contains("first"),
                        frame -> assertThat(frame).contains("second"),
                        frame -> assertThat(frame).contains("third"));
        assertThat(sink.count("\"sent\"")).isEqualTo(3);
    }

    @Test
    void goesOnInTheSharedLogWhenTheOwnOneHasEnded() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        move(0);
        loop.pass(A_WHILE);
        ownLogs.append(
                new LogPlace(channel, 1),
                Commands.logMoved(new LogPlace(channel, 1)).toByteString());

        send(session);
        loop.pass(A_WHILE);

        assertThat(ownLogs.followed).isEmpty();
        assertThat(sink.count("\"position\":\"" + Position.of(2, log.end - 1) + "\"")).isPositive();
    }

    @Test
    void saysThatASendMayBeRepeatedIfThereWasNoRoomForItsText() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        move(0);
        long most = HeldTexts.MOST_BYTES;
        int held = 0;
        String text = "x".repeat(100_000);
        while (chat.heldTexts().take(text) > 0) {
            held++;
        }

        say(session, text);
        loop.pass(A_WHILE);

        assertThat(held).isEqualTo((int) (most / (2 * text.length() + 256)));
        assertThat(sink.count("\"unavailable\"")).isEqualTo(1);
        assertThat(sink.count("\"message\"")).isZero();
    }

    @Test
    void watchesAgainWhenTheLogDidNotTakeIt() {
        ChatSession session = welcome(Map.of(), Set.of());
        loop.pass(A_WHILE);
        ports.kafkaAway = true;
        watch(session);
        loop.run();
        assertThat(watches()).isEqualTo(1);

        ports.kafkaAway = false;
        loop.pass(PresencePartition.RETRY);
        assertThat(watches()).isEqualTo(2);

        loop.pass(A_WHILE);
        assertThat(watches()).isEqualTo(2);
    }

    @Test
    void watchesAgainAtTheBeatAfterNextWhenNothingHasCome() {
        ChatSession session = welcome(Map.of(), Set.of());
        loop.pass(A_WHILE);
        watch(session);

        chat.beat();
        assertThat(watches()).isEqualTo(1);
        chat.beat();
        assertThat(watches()).isEqualTo(2);

        shown();
        chat.beat();
        assertThat(watches()).isEqualTo(2);
        assertThat(sink.count("online")).isEqualTo(1);
    }

    @Test
    void storesAReadMarkThatIsSaidAgainBecauseItWasNotStored() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        ClientFrame.Read read = new ClientFrame.Read("r", channel, 40);
        ports.kafkaAway = true;
        chat.command(session, read, LiveHops.UNTIMED, () -> {});
        loop.run();
        assertThat(sink.count("not stored")).isEqualTo(1);

        ports.kafkaAway = false;
        chat.command(session, read, LiveHops.UNTIMED, () -> {});
        chat.command(session, read, LiveHops.UNTIMED, () -> {});

        assertThat(ports.reads).isEqualTo(2);
    }

    @Test
    void welcomesNobodyWhoseConnectionIsGone() {
        ports.claims = new AccessClaims(user, device, "x", Instant.MAX);
        Front front = new Front(chat, Duration.ofSeconds(40), () -> loop.now().toNanos());
        Connections.Connection connection = front.opened(sink);
        connection.text("{\"type\":\"hello\",\"token\":\"t\"}", () -> {});
        connection.closed();

        loop.pass(A_WHILE);

        assertThat(chat.sessionCount()).isZero();
    }

    @Test
    void letsTheRepeatOfAnOldMessageWaitLongerWhileTheSinkIsBehind() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);

        chat.command(
                session,
                new ClientFrame.Send("old", channel, "hello", 0),
                LiveHops.UNTIMED,
                () -> {});
        loop.run();

        assertThat(sink.count("\"retryAfterMs\":5000")).isEqualTo(1);
    }

    @Test
    void saysThatASendMayBeRepeatedIfItsFeedWasGivenUpWhileTheLogWasAsked() {
        tables.members.clear();
        ports.channels.clear();
        ChatSession session = welcome(Map.of(), Set.of());
        say(session, "asked of the log and refused");
        loop.pass(A_WHILE);
        assertThat(sink.count("\"not_a_member\"")).isEqualTo(1);
        // More of a later stretch than can wait for the end of this one.
        for (int i = 0; i <= 10_000; i++) {
            ChannelRecord later = Commands.message(channel, user, "id" + i, "later", 0);
            log.append(channel, Commands.at(2, later).toByteString());
        }

        say(session, "whose feed is given up");
        loop.pass(A_WHILE);

        assertThat(sink.count("\"unavailable\"")).isEqualTo(1);
        assertThat(sink.count("\"not_a_member\"")).isEqualTo(1);
    }

    @Test
    void refusesAnOldMessageWhoseSenderLeavesWhileItIsLookedUp() {
        ChatSession session = welcome(Map.of(), Set.of(channel));
        loop.pass(A_WHILE);
        ports.oldIdFound = new CompletableFuture<>();
        chat.command(
                session,
                new ClientFrame.Send("old", channel, "hello", 0),
                LiveHops.UNTIMED,
                () -> {});
        log.append(channel, Commands.memberRemoved(channel, user, "leave", user).toByteString());
        // Its record comes round behind the removal.
        send(session);
        loop.pass(A_WHILE);
        long end = log.end;

        ports.oldIdFound.complete(Optional.empty());
        loop.pass(A_WHILE);

        assertThat(sink.count("\"not_a_member\"")).isEqualTo(1);
        assertThat(log.end).isEqualTo(end);
    }

    private void watch(ChatSession session) {
        chat.command(
                session, new ClientFrame.Watch("w", List.of(watched)), LiveHops.UNTIMED, () -> {});
    }

    private long watches() {
        return ports.heartbeats.stream().filter(Heartbeat::hasWatch).count();
    }

    private void shown() {
        chat.onDeliveries(
                List.of(
                        Delivery.newBuilder()
                                .setSource(DeliverySource.DELIVERY_SOURCE_PRESENCE)
                                .setPartition(topics.partitionOf(watched))
                                .setTaskIncarnation(9)
                                .setNumber(1)
                                .setPresence(
                                        PresenceState.newBuilder()
                                                .setUserId(watched)
                                                .setStatus(PresenceStatus.PRESENCE_STATUS_ONLINE))
                                .build()));
        ports.heartbeats.remove(ports.heartbeats.size() - 1);
    }

    private ChatSession welcome(Map<String, Long> resume, Set<String> before) {
        AccessClaims claims = new AccessClaims(user, device, "x", Instant.MAX);
        return chat.welcome(claims, sink, new ClientFrame.Hello("h", "t", resume), before);
    }

    /** The first thing the users' task says to an edge is a broken link. */
    private void usersTaskStarts() {
        chat.onDeliveries(
                List.of(
                        Delivery.newBuilder()
                                .setSource(DeliverySource.DELIVERY_SOURCE_USERS)
                                .setPartition(topics.partitionOf(user))
                                .setTaskIncarnation(9)
                                .setStarted(Started.newBuilder())
                                .build()));
    }

    /** Ends a stretch in the shared log; the next reading of it finds that out. */
    private void move(long epoch) {
        log.append(channel, Commands.logMoved(new LogPlace(channel, epoch)).toByteString());
    }

    private void say(ChatSession session, String text) {
        String id = text.substring(0, 1);
        chat.command(
                session, new ClientFrame.Send(id, channel, text, 0), LiveHops.UNTIMED, () -> {});
    }

    private void send(ChatSession session) {
        chat.command(
                session,
                new ClientFrame.Send("id", channel, "hello", 0),
                LiveHops.UNTIMED,
                () -> {});
    }

    private StoredRecord said(long position) {
        ChannelRecord record =
                ChannelRecord.newBuilder()
                        .setChannelId(channel)
                        .setSender(user)
                        .setId("id" + position)
                        .setMessage(Message.newBuilder().setText("said"))
                        .build();
        return new StoredRecord(position, position - 1, position, record);
    }
}
