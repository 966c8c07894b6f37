package chat.palaver.edge.chat;

import chat.palaver.edge.feed.ChannelFeed;
import chat.palaver.edge.feed.ChannelPartition;
import chat.palaver.edge.feed.EncodedFrame;
import chat.palaver.edge.feed.FeedContext;
import chat.palaver.edge.feed.FrameSink;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.RecordFrames;
import chat.palaver.edge.feed.ResumePoints;
import chat.palaver.edge.feed.Subscriber;
import chat.palaver.ingest.SendLimiter;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Topics;
import chat.palaver.schemas.frames.ClientFrame;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.frames.ErrorCode;
import chat.palaver.schemas.frames.Limits;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.SessionEnd;
import chat.palaver.schemas.proto.Signal;
import chat.palaver.schemas.proto.UserEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What sessions ask of an edge, and what comes for them: joins sessions to feeds and takes their
 * commands. Runs on the loop.
 */
public final class Chat {
    private static final Duration STORE_AWAY = Duration.ofMillis(500);

    /** The sink writes within 5 s while the store is up: so long a channel may be unknown. */
    private static final Duration TABLES_BEHIND = Duration.ofMillis(1_250);

    private static final int LOOKS = 4;

    /** As much of what a client calls a channel as an error repeats. */
    private static final int MOST_NAMED = 40;

    private static final int DRAIN_SPREAD_MILLIS = 2_000;

    /** Longest time between two looks at the device of a session. */
    static final Duration DEVICE_LOOK = Duration.ofMinutes(5);

    private final EdgeIdentity self;
    private final Topics topics;
    private final Loop loop;
    private final ChatPorts ports;
    private final RecordFrames frames;
    private final int heartbeatSeconds;
    private final FeedContext context;
    private final List<ChannelPartition> channels = new ArrayList<>();
    private final List<UserPartition> users = new ArrayList<>();
    private final List<PresencePartition> presence = new ArrayList<>();
    private final Map<String, Set<ChatSession>> sessions = new HashMap<>();
    private final Map<String, Long> idleSince = new HashMap<>();
    private final Map<String, Long> gone = new HashMap<>();
    private final Sends sends;
    private final SendLimiter others = new SendLimiter(50, Duration.ofSeconds(1), 500);
    private final Random random = new Random();

    /**
     * The chat of one edge.
     *
     * @param shared what feeds share, given the way to a user's sessions
     * @param partitionOf the feeds of a partition
     */
    public Chat(
            EdgeIdentity self,
            Topics topics,
            ChatPorts ports,
            int heartbeatSeconds,
            Function<Function<String, Collection<Subscriber>>, FeedContext> shared,
            BiFunction<FeedContext, Integer, ChannelPartition> partitionOf) {
        this.self = self;
        this.topics = topics;
        this.ports = ports;
        this.heartbeatSeconds = heartbeatSeconds;
        this.context = shared.apply(this::subscribersOf);
        this.loop = context.loop();
        this.frames = context.frames();
        this.sends = new Sends(loop, ports, this::partitionOf, context.counters().appendedAgain());
        for (int p = 0; p < topics.partitions(); p++) {
            int partition = p;
            channels.add(partitionOf.apply(context, p));
            users.add(
                    new UserPartition(
                            loop,
                            (keys, on) -> ports.userInterest(partition, keys, on),
                            this::onUserEvent,
                            this::lookAgain));
            presence.add(
                    new PresencePartition(
                            self, frames, loop, beat -> ports.heartbeat(partition, beat)));
        }
    }

    /** How many sessions are welcomed now. */
    public int sessionCount() {
        return sessions.values().stream().mapToInt(Set::size).sum();
    }

    /** How many channels are live now. */
    public int feedCount() {
        return channels.stream().mapToInt(partition -> partition.feeds().size()).sum();
    }

    /** How many ids are remembered now. */
    public long keptIds() {
        return channels.stream().mapToLong(ChannelPartition::keptIds).sum();
    }

    /** How many own logs are read now. */
    public int ownLogsRead() {
        return channels.stream().mapToInt(ChannelPartition::ownLogsRead).sum();
    }

    /** Gives up feeds whose own log has ended unheard. To be called now and then. */
    public void lookAtOwnLogs() {
        channels.forEach(ChannelPartition::lookAtOwnLogs);
    }

    /** What came in this edge's slot, in order. */
    public void onDeliveries(List<Delivery> batch) {
        for (Delivery delivery : batch) {
            int p = delivery.getPartition();
            if (p < 0 || p >= topics.partitions()) {
                continue;
            }
            switch (delivery.getSource()) {
                case DELIVERY_SOURCE_CHANNELS -> onChannels(p, delivery);
                case DELIVERY_SOURCE_USERS -> users.get(p).onDelivery(delivery);
                case DELIVERY_SOURCE_PRESENCE -> presence.get(p).onDelivery(delivery);
                default -> {}
            }
        }
    }

    private void onChannels(int p, Delivery delivery) {
        if (delivery.hasSignal()) {
            Signal signal = delivery.getSignal();
            if (signal.hasRead()) {
                long position = signal.getRead().getPosition();
                channels.get(p).onRead(signal.getChannelId(), signal.getUserId(), position);
            }
        } else {
            channels.get(p).onDelivery(delivery);
        }
    }

    /** Records of this edge's slot are gone unread. */
    public void onSlotLost() {
        channels.forEach(ChannelPartition::onSlotLost);
        users.forEach(UserPartition::onSlotLost);
        presence.forEach(PresencePartition::onSlotLost);
    }

    /**
     * A session whose token and device are good.
     *
     * @param before the channels of which the user was a member before he is welcomed: of any other
     *     he is told by a {@code channel} frame
     */
    ChatSession welcome(
            AccessClaims claims, FrameSink sink, ClientFrame.Hello hello, Set<String> before) {
        String user = claims.userId();
        String device = claims.deviceId();
        ChatSession session =
                new ChatSession(
                        new Subscriber(
                                Ids.newSession(),
                                user,
                                device,
                                sink,
                                new ResumePoints(hello.resume())),
                        before);
        long now = context.clock().millis();
        session.deviceDue(now, now + spread(DEVICE_LOOK));
        sessions.computeIfAbsent(user, u -> new LinkedHashSet<>()).add(session);
        gone.remove(user);
        sink.send(
                frames.encode(
                        new ServerFrame.Welcome(
                                session.subscriber().id(),
                                self.id(),
                                user,
                                device,
                                context.clock().millis(),
                                heartbeatSeconds)));
        presence.get(topics.partitionOf(user)).alive(session);
        users.get(topics.partitionOf(user))
                .open(user)
                .thenRun(() -> attachAll(session, hello.resume()));
        return session;
    }

    private void attachAll(ChatSession session, Map<String, Long> resume) {
        if (!session.isOpen()) {
            return;
        }
        // A log-out before the interest was there has been told to nobody here.
        lookAtDevice(session.user(), session.subscriber().device());
        ports.channelsOf(session.user())
                .whenComplete(
                        (member, failure) -> {
                            if (failure != null) {
                                loop.after(STORE_AWAY, () -> attachAll(session, resume));
                                return;
                            }
                            session.isIn(member);
                            for (String channel : member) {
                                if (resume.containsKey(channel) || session.wasIn(channel)) {
                                    attach(session, channel, resume.get(channel));
                                } else {
                                    joined(session.user(), channel);
                                }
                            }
                            Set<String> left = new HashSet<>(resume.keySet());
                            left.removeAll(Set.copyOf(member));
                            left.forEach(
                                    channel ->
                                            resumeLeft(session, channel, resume.get(channel), 0));
                        });
    }

    private void attach(ChatSession session, String channel, Long after) {
        partitionOf(channel)
                .open(channel)
                .thenAccept(
                        feed -> {
                            if (!session.isOpen()) {
                                return;
                            }
                            session.attachedTo(channel);
                            if (after == null) {
                                feed.attachNow(session.subscriber());
                            } else {
                                feed.attachAfter(session.subscriber(), after);
                            }
                        });
    }

    /** A channel in {@code resume} of which the user is no member now. */
    private void resumeLeft(ChatSession session, String channel, long after, int looked) {
        if (!session.isOpen() || !session.subscriber().resume().awaits(channel)) {
            return;
        }
        if (!Ids.isChannel(channel)) {
            refuseResume(session, channel);
            return;
        }
        ports.standing(session.user(), channel)
                .whenComplete(
                        (standing, failure) -> {
                            if (failure != null) {
                                loop.after(
                                        STORE_AWAY,
                                        () -> resumeLeft(session, channel, after, looked));
                            } else if (standing.everMember()) {
                                attach(session, channel, after);
                            } else if (looked < LOOKS) {
                                // The tables may be behind his joining.
                                loop.after(
                                        TABLES_BEHIND,
                                        () -> resumeLeft(session, channel, after, looked + 1));
                            } else {
                                // Where he wants to go on stays known, for the feed that folds it.
                                refuseResume(session, channel);
                            }
                        });
    }

    private void refuseResume(ChatSession session, String channel) {
        String named = channel.substring(0, Math.min(channel.length(), MOST_NAMED));
        refuse(session, ErrorCode.NOT_A_MEMBER, "not a member of " + named + ", in resume", null);
    }

    /** The session is gone. */
    void ended(ChatSession session, SessionEnd reason) {
        if (!session.isOpen()) {
            return;
        }
        session.end();
        Set<ChatSession> left = sessions.get(session.user());
        left.remove(session);
        if (left.isEmpty()) {
            sessions.remove(session.user());
            gone.put(session.user(), context.clock().millis());
        }
        session.subscriber().end();
        session.watched()
                .forEach(user -> presence.get(topics.partitionOf(user)).unwatch(session, user));
        presence.get(topics.partitionOf(session.user())).ended(session, reason);
    }

    /**
     * A command of a welcomed session.
     *
     * @param next lets the session's next frame in; run once, when the order is safe
     */
    void command(ChatSession session, ClientFrame frame, long arrived, Runnable next) {
        if (!session.isOpen()) {
            next.run();
        } else if (frame instanceof ClientFrame.Send send) {
            sends.take(
                    new Sending(
                            session,
                            send,
                            arrived,
                            sends.heldTexts(),
                            answer -> answer(session, answer, arrived),
                            next));
        } else {
            quick(session, frame);
            next.run();
        }
    }

    private void quick(ChatSession session, ClientFrame frame) {
        if (frame instanceof ClientFrame.Ping ping) {
            session.subscriber().sink().send(frames.encode(new ServerFrame.Pong(ping.n())));
        } else if (others.take(session.subscriber().id()) > 0) {
            refuse(session, ErrorCode.RATE_LIMITED, "too many frames", frame.id());
        } else if (frame instanceof ClientFrame.Read read) {
            read(session, read);
        } else if (frame instanceof ClientFrame.Watch watch) {
            watch(session, watch);
        } else if (frame instanceof ClientFrame.Unwatch unwatch) {
            unwatch(session, unwatch.users());
        } else if (frame instanceof ClientFrame.State state) {
            session.setIdle(!state.active());
            presence.get(topics.partitionOf(session.user())).alive(session);
        } else {
            session.subscriber().sink().close(CloseCode.PROTOCOL_ERROR);
        }
    }

    private void watch(ChatSession session, ClientFrame.Watch watch) {
        List<String> wanted = watch.users();
        Set<String> after = new HashSet<>(session.watched());
        after.addAll(wanted);
        if (after.size() > Limits.WATCHED_USERS) {
            refuse(session, ErrorCode.TOO_MANY_WATCHED, "at most 500 users at a time", watch.id());
            return;
        }
        for (String user : wanted) {
            session.watched().add(user);
            presence.get(topics.partitionOf(user)).watch(session, user);
        }
    }

    private void unwatch(ChatSession session, List<String> unwanted) {
        for (String user : unwanted) {
            if (session.watched().remove(user)) {
                presence.get(topics.partitionOf(user)).unwatch(session, user);
            }
        }
    }

    private void read(ChatSession session, ClientFrame.Read read) {
        ChannelFeed feed =
                Ids.isChannel(read.channel())
                        ? partitionOf(read.channel()).find(read.channel()).orElse(null)
                        : null;
        if (feed == null || feed.member(session.user()).isEmpty()) {
            refuse(session, ErrorCode.NOT_A_MEMBER, "not a member", read.id());
            return;
        }
        long position = Math.min(read.position(), feed.head());
        if (session.readsOn(read.channel(), position)) {
            ports.read(session.user(), read.channel(), position)
                    .whenComplete(
                            (done, failure) -> {
                                if (failure != null) {
                                    session.readNot(read.channel(), position);
                                    refuse(session, ErrorCode.UNAVAILABLE, "not stored", read.id());
                                }
                            });
        }
    }

    private void refuse(ChatSession session, ErrorCode code, String detail, String id) {
        reply(session, new ServerFrame.Failure(code, detail, id, 0));
    }

    /** Only of what was sent is the time of use: a refusal has taken another way. */
    private void answer(ChatSession session, ServerFrame answer, long arrived) {
        if (answer instanceof ServerFrame.Sent sent && !sent.duplicate() && session.isOpen()) {
            EncodedFrame frame = context.hops().answer(frames.encode(answer), arrived);
            session.subscriber().sink().send(frame);
        } else {
            reply(session, answer);
        }
    }

    private void reply(ChatSession session, ServerFrame frame) {
        if (session.isOpen()) {
            session.subscriber().sink().send(frames.encode(frame));
        }
    }

    private void onUserEvent(UserEvent event) {
        switch (event.getEventCase()) {
            case MEMBERSHIP_CHANGED ->
                    joined(event.getUserId(), event.getMembershipChanged().getChannelId());
            case SESSION_REVOKED ->
                    revoke(event.getUserId(), event.getSessionRevoked().getDeviceId());
            default -> {}
        }
    }

    /** The hint that a user may have joined: the tables and the fold say whether. */
    private void joined(String user, String channel) {
        if (!sessions.containsKey(user)) {
            return;
        }
        ports.standing(user, channel)
                .whenComplete(
                        (standing, failure) -> {
                            if (failure != null) {
                                loop.after(STORE_AWAY, () -> joined(user, channel));
                            } else if (standing.member()) {
                                partitionOf(channel)
                                        .open(channel)
                                        .thenAccept(feed -> attachJoined(user, feed));
                            }
                        });
    }

    private void attachJoined(String user, ChannelFeed feed) {
        feed.member(user)
                .ifPresent(
                        membership -> {
                            for (ChatSession session : sessionsOf(user)) {
                                attachMember(session, feed, membership.joined());
                            }
                        });
    }

    /**
     * A session may be found here that is still on its own way to the channel: it must not get the
     * history of a channel that it wants from now on.
     */
    private static void attachMember(ChatSession session, ChannelFeed feed, long joined) {
        Subscriber subscriber = session.subscriber();
        boolean resumes = subscriber.resume().awaits(feed.channel());
        if (session.wasIn(feed.channel()) && !resumes) {
            feed.attachNow(subscriber);
        } else {
            feed.attachJoined(subscriber, joined);
        }
        session.attachedTo(feed.channel());
    }

    private void revoke(String user, String device) {
        List<ChatSession> revoked =
                sessionsOf(user).stream()
                        .filter(session -> session.subscriber().device().equals(device))
                        .toList();
        for (ChatSession session : revoked) {
            ended(session, SessionEnd.SESSION_END_LOGOUT);
            session.subscriber().sink().close(CloseCode.SESSION_REVOKED);
        }
        if (revoked.isEmpty()) {
            presence.get(topics.partitionOf(user)).loggedOut(user, device);
        }
    }

    /** Hints to a user may have been lost: do what they could have asked for. */
    private void lookAgain(String user) {
        if (!sessions.containsKey(user)) {
            return;
        }
        ports.channelsOf(user)
                .whenComplete(
                        (member, failure) -> {
                            if (failure != null) {
                                loop.after(STORE_AWAY, () -> lookAgain(user));
                            } else {
                                member.forEach(channel -> joined(user, channel));
                            }
                        });
        sessionsOf(user).stream()
                .map(session -> session.subscriber().device())
                .distinct()
                .forEach(device -> lookAtDevice(user, device));
    }

    private void lookAtDevice(String user, String device) {
        ports.deviceExists(user, device)
                .whenComplete(
                        (exists, failure) -> {
                            if (failure != null) {
                                loop.after(STORE_AWAY, () -> lookAtDevice(user, device));
                            } else {
                                revokeUnless(exists, user, device);
                            }
                        });
    }

    /**
     * Looks at the devices of those here, each every few minutes: a session ends with its device,
     * though the event that says so may be lost. To be called often.
     */
    public void lookAtDevices() {
        long now = context.clock().millis();
        for (ChatSession session : everySession()) {
            if (session.deviceDue(now, now + spread(DEVICE_LOOK))) {
                String device = session.subscriber().device();
                ports.deviceExists(session.user(), device)
                        .thenAccept(exists -> revokeUnless(exists, session.user(), device));
            }
        }
    }

    private void revokeUnless(boolean exists, String user, String device) {
        if (!exists) {
            revoke(user, device);
        }
    }

    private long spread(Duration most) {
        long millis = most.toMillis();
        return millis / 2 + (long) (random.nextDouble() * millis / 2);
    }

    /** Tells presence of everybody here. */
    public void beat() {
        presence.forEach(PresencePartition::beat);
    }

    /** Lets go of channels and users that have had no session for the time. */
    public void sweep(Duration idleFor) {
        long now = context.clock().millis();
        Set<String> idle = new HashSet<>();
        for (ChannelPartition partition : channels) {
            List<String> due = new ArrayList<>();
            for (ChannelFeed feed : partition.feeds()) {
                if (feed.isIdle()) {
                    idle.add(feed.channel());
                    long since = idleSince.computeIfAbsent(feed.channel(), c -> now);
                    if (now - since >= idleFor.toMillis()) {
                        due.add(feed.channel());
                    }
                }
            }
            partition.close(due);
        }
        idleSince.keySet().retainAll(idle);
        gone.entrySet()
                .removeIf(
                        entry -> {
                            boolean due = now - entry.getValue() >= idleFor.toMillis();
                            if (due) {
                                users.get(topics.partitionOf(entry.getKey())).close(entry.getKey());
                            }
                            return due;
                        });
    }

    /** Tells every session where to go, spread over a moment, and closes it. */
    public void drain(IntFunction<String> elsewhere) {
        for (ChatSession session : everySession()) {
            int after = random.nextInt(DRAIN_SPREAD_MILLIS);
            reply(session, new ServerFrame.Reconnect(after, elsewhere.apply(after)));
            session.subscriber().sink().close(CloseCode.DRAINING);
        }
    }

    private List<ChatSession> everySession() {
        return sessions.values().stream().flatMap(Set::stream).toList();
    }

    private List<ChatSession> sessionsOf(String user) {
        return List.copyOf(sessions.getOrDefault(user, Set.of()));
    }

    private Collection<Subscriber> subscribersOf(String user) {
        return sessionsOf(user).stream().map(ChatSession::subscriber).toList();
    }

    private ChannelPartition partitionOf(String channel) {
        return channels.get(topics.partitionOf(channel));
    }

    HeldTexts heldTexts() {
        return sends.heldTexts();
    }

    ChatPorts ports() {
        return ports;
    }

    RecordFrames frames() {
        return frames;
    }

    Loop loop() {
        return loop;
    }
}
