package chat.palaver.edge.chat;

import chat.palaver.edge.feed.EncodedFrame;
import chat.palaver.edge.feed.LinkWatch;
import chat.palaver.edge.feed.Loop;
import chat.palaver.edge.feed.RecordFrames;
import chat.palaver.schemas.frames.ServerFrame;
import chat.palaver.schemas.proto.AliveList;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.PresenceState;
import chat.palaver.schemas.proto.SessionAlive;
import chat.palaver.schemas.proto.SessionEnd;
import chat.palaver.schemas.proto.SessionEnded;
import chat.palaver.schemas.proto.Watch;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The presence of the users of one partition, as this edge tells and hears it: who is alive here,
 * and whom sessions here watch. Everything goes through one producer in order, so a list never
 * overtakes the end of a session. Runs on the loop.
 */
final class PresencePartition {
    private static final int LIST = 2_000;
    static final Duration RETRY = Duration.ofMillis(250);

    /** The partition of {@code heartbeats}; what is appended to it stands there in this order. */
    interface HeartbeatLog {
        CompletionStage<?> append(Heartbeat heartbeat);
    }

    private final EdgeIdentity self;
    private final RecordFrames frames;
    private final Loop loop;
    private final HeartbeatLog log;
    private final LinkWatch link = new LinkWatch();
    private final Map<ChatSession, SessionAlive> alive = new LinkedHashMap<>();
    private final Map<String, Set<ChatSession>> watchers = new HashMap<>();
    private final Map<String, PresenceState> known = new HashMap<>();

    /** Watched since the last beat, and of whom nothing has come. */
    private final Set<String> asked = new LinkedHashSet<>();

    /** Watched for longer, and of whom nothing has come. */
    private final Set<String> unanswered = new LinkedHashSet<>();

    /**
     * One partition.
     *
     * @param log appends to it, in order
     */
    PresencePartition(EdgeIdentity self, RecordFrames frames, Loop loop, HeartbeatLog log) {
        this.self = self;
        this.frames = frames;
        this.loop = loop;
        this.log = log;
    }

    /** A session is here, or turned idle or active. */
    void alive(ChatSession session) {
        SessionAlive now =
                SessionAlive.newBuilder()
                        .setUserId(session.user())
                        .setDeviceId(session.subscriber().device())
                        .setSessionId(session.subscriber().id())
                        .setIdle(session.idle())
                        .build();
        if (!now.equals(alive.put(session, now))) {
            log.append(heartbeat().setSession(now).build());
        }
    }

    /** A session has ended. */
    void ended(ChatSession session, SessionEnd reason) {
        SessionAlive was = alive.remove(session);
        if (was != null) {
            end(was.getUserId(), was.getDeviceId(), was.getSessionId(), reason);
        }
    }

    /**
     * A device is logged out. Told though it has no session here (any more): a client that closes
     * its connection right behind its log-out would else count as one whose connection was lost.
     */
    void loggedOut(String user, String device) {
        end(user, device, "", SessionEnd.SESSION_END_LOGOUT);
    }

    private void end(String user, String device, String session, SessionEnd reason) {
        log.append(
                heartbeat()
                        .setEnded(
                                SessionEnded.newBuilder()
                                        .setUserId(user)
                                        .setDeviceId(device)
                                        .setSessionId(session)
                                        .setReason(reason))
                        .build());
    }

    /**
     * Tells everybody alive here; an empty list says that the edge lives. Asks again for those of
     * whom nothing has come since the last time: the question or its answer may be lost.
     */
    void beat() {
        tellAll(unanswered);
        unanswered.addAll(asked);
        asked.clear();
        log.append(
                heartbeat()
                        .setAlive(AliveList.newBuilder().addAllSessions(alive.values()))
                        .build());
    }

    /** A session watches a user of this partition from now on. */
    void watch(ChatSession session, String user) {
        Set<ChatSession> present = watchers.get(user);
        if (present != null) {
            present.add(session);
            if (known.containsKey(user)) {
                session.subscriber().sink().send(frame(known.get(user)));
            }
            return;
        }
        present = new LinkedHashSet<>();
        present.add(session);
        watchers.put(user, present);
        asked.add(user);
        tell(List.of(user), true);
    }

    /** It does no more. */
    void unwatch(ChatSession session, String user) {
        Set<ChatSession> present = watchers.get(user);
        if (present != null && present.remove(session) && present.isEmpty()) {
            watchers.remove(user);
            known.remove(user);
            asked.remove(user);
            unanswered.remove(user);
            tell(List.of(user), false);
        }
    }

    /** Something came from the partition's presence task. */
    void onDelivery(Delivery delivery) {
        long task = delivery.getTaskIncarnation();
        LinkWatch.Verdict verdict =
                switch (delivery.getEventCase()) {
                    case STARTED -> link.started(task);
                    case FORGOTTEN -> link.forgotten(task);
                    default -> link.numbered(task, delivery.getNumber());
                };
        if (verdict == LinkWatch.Verdict.BROKEN) {
            watchAgain();
        }
        if (verdict != LinkWatch.Verdict.OLD && delivery.hasPresence()) {
            show(delivery.getPresence());
        }
    }

    /** Records of the slot are gone. */
    void onSlotLost() {
        link.lost();
        watchAgain();
    }

    private void show(PresenceState state) {
        String user = state.getUserId();
        Set<ChatSession> present = watchers.get(user);
        if (present == null) {
            return;
        }
        asked.remove(user);
        unanswered.remove(user);
        PresenceState before = known.put(user, state);
        if (before == null || before.getStatus() != state.getStatus()) {
            EncodedFrame frame = frame(state);
            present.forEach(session -> session.subscriber().sink().send(frame));
        }
    }

    private EncodedFrame frame(PresenceState state) {
        String status =
                switch (state.getStatus()) {
                    case PRESENCE_STATUS_ONLINE -> "online";
                    case PRESENCE_STATUS_IDLE -> "idle";
                    default -> "offline";
                };
        return frames.encode(
                new ServerFrame.Presence(state.getUserId(), status, state.getLastSeen()));
    }

    private void watchAgain() {
        tellAll(watchers.keySet());
    }

    private void tellAll(Collection<String> users) {
        List<String> all = List.copyOf(users);
        for (int i = 0; i < all.size(); i += LIST) {
            tell(all.subList(i, Math.min(all.size(), i + LIST)), true);
        }
    }

    private void tell(List<String> users, boolean on) {
        log.append(heartbeat().setWatch(Watch.newBuilder().addAllUsers(users).setOn(on)).build())
                .whenComplete(
                        (done, failure) -> {
                            // Of users nobody watches any more what comes is ignored.
                            if (failure != null && on) {
                                loop.after(RETRY, () -> tellStill(users));
                            }
                        });
    }

    private void tellStill(List<String> users) {
        tellAll(users.stream().filter(watchers::containsKey).toList());
    }

    private Heartbeat.Builder heartbeat() {
        return Heartbeat.newBuilder()
                .setEdge(self.id())
                .setIncarnation(self.incarnation())
                .setSlot(self.slot());
    }
}
