package chat.palaver.client.chat;

import chat.palaver.client.chat.ChannelTimeline.Verdict;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.Positions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a chat client knows and decides, without a socket, a thread or a clock: which frame to
 * answer with what, what to tell the listener, when a connection is no good. One instance lives as
 * long as its {@link ChatSession}, over all its connections; {@link #hello} starts a connection and
 * {@link #lost} ends it.
 *
 * <p>Not thread-safe: its session calls it under one lock. Times are {@link System#nanoTime()}.
 */
final class ChatCore {
    /** The most users one session may watch. */
    static final int WATCHED_USERS = 500;

    /** What the core wants done. Calls come in the order in which they must take effect. */
    interface Effects {
        /** Write this frame to the present connection. */
        void write(String frame);

        /** Tell the application. */
        void tell(Consumer<ChatListener> event);

        /** The application has been told everything up to here in a channel. */
        void reached(String channel, long position);

        /** There is nothing to resume in this channel any more. */
        void forgotten(String channel);

        /** Complete somebody's future, not on this thread. */
        void settle(Runnable completion);

        /** End the present connection. */
        void drop(DisconnectCause cause);

        /** The edge asks to be left after this long, for that edge or any. */
        void moveOn(Duration after, String url);
    }

    private final Effects effects;
    private final Outbox outbox;
    private final ReconnectPolicy retries;
    private final int gapAttempts;
    private final Map<String, ChannelTimeline> timelines = new HashMap<>();
    private final Map<String, Integer> gapsSeen = new HashMap<>();
    private final Set<String> watched = new LinkedHashSet<>();
    private final Map<String, Long> unconfirmedReads = new LinkedHashMap<>();
    private Boolean active;
    private String self = "";
    private boolean welcomed;
    private boolean dropping;
    private Duration heartbeat = Duration.ofSeconds(20);
    private long copies;
    private long gaps;
    private long welcomes;

    ChatCore(
            Effects effects,
            ChatSettings settings,
            ReconnectPolicy retries,
            Map<String, Long> positions) {
        this.effects = effects;
        this.outbox = new Outbox(settings.outbox());
        this.retries = retries;
        this.gapAttempts = settings.gapAttempts();
        positions.forEach((channel, p) -> timelines.put(channel, ChannelTimeline.after(p)));
    }

    /** The first frame of a new connection. */
    String hello(String token) {
        dropping = false;
        Map<String, Long> resume = new LinkedHashMap<>();
        timelines.forEach(
                (channel, timeline) -> {
                    if (timeline.isResumable()) {
                        resume.put(channel, timeline.last());
                    }
                });
        return ClientFrames.hello(token, resume);
    }

    /** The connection is gone. */
    void lost() {
        welcomed = false;
        dropping = false;
        outbox.lost();
        timelines.values().forEach(ChannelTimeline::lost);
    }

    boolean isWelcomed() {
        return welcomed;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    /** One frame came. After the core has asked to drop the connection, the rest is ignored. */
    void frame(Frame frame, long now) {
        if (dropping) {
            return;
        }
        switch (frame.type()) {
            case "welcome" -> welcome(frame);
            case "message" -> message(frame);
            case "edited" -> change(MessageChange.Kind.EDITED, frame);
            case "deleted" -> change(MessageChange.Kind.DELETED, frame);
            case "reacted" -> change(MessageChange.Kind.REACTED, frame);
            case "channel" -> channel(frame);
            case "sent" -> sent(frame);
            case "caughtUp" -> caughtUp(frame);
            case "read" -> read(frame);
            case "typing" -> typing(frame);
            case "presence" -> presence(frame);
            case "reconnect" -> reconnect(frame);
            case "error" -> error(frame, now);
            default -> {
                // pong, or a type of a later version: the protocol says to ignore it
            }
        }
        flush(now);
    }

    private void welcome(Frame frame) {
        welcomed = true;
        welcomes++;
        self = frame.string("userId");
        heartbeat =
                Duration.ofSeconds(Math.max(1, frame.json().path("heartbeatSeconds").asInt(20)));
        if (!watched.isEmpty()) {
            effects.write(ClientFrames.watch(watched));
        }
        if (active != null) {
            effects.write(ClientFrames.state(active));
        }
        unconfirmedReads.forEach((channel, p) -> effects.write(ClientFrames.read(channel, p)));
        effects.tell(listener -> listener.onConnection(ConnectionState.ONLINE));
    }

    private void message(Frame frame) {
        OptionalLong position = frame.position("position");
        String channel = frame.string("channel");
        if (position.isEmpty() || !follows(channel, position.getAsLong(), frame, false)) {
            return;
        }
        ChatMessage message = ChatMessage.from(frame, position.getAsLong(), prev(frame));
        effects.tell(listener -> listener.onMessage(message));
        effects.reached(channel, message.position());
        cameBack(frame, channel, message.position());
    }

    private void change(MessageChange.Kind kind, Frame frame) {
        OptionalLong position = frame.position("position");
        String channel = frame.string("channel");
        if (position.isEmpty() || !follows(channel, position.getAsLong(), frame, false)) {
            return;
        }
        MessageChange change = MessageChange.from(kind, frame, position.getAsLong(), prev(frame));
        effects.tell(listener -> listener.onMessageChange(change));
        effects.reached(channel, change.position());
        cameBack(frame, channel, change.position());
    }

    private void channel(Frame frame) {
        ChannelChange change = ChannelChange.from(frame);
        if (change.position() != Positions.NONE && !isNews(change, frame)) {
            return;
        }
        effects.tell(listener -> listener.onChannel(change));
        if (change.left()) {
            timeline(change.channel()).leave();
            gapsSeen.remove(change.channel());
            unconfirmedReads.remove(change.channel());
            effects.forgotten(change.channel());
            failAll(outbox.removeChannel(change.channel()), "not_a_member", "no longer a member");
        } else if (change.position() != Positions.NONE) {
            effects.reached(change.channel(), change.position());
        }
    }

    private boolean isNews(ChannelChange change, Frame frame) {
        if (change.left() && change.position() <= timeline(change.channel()).last()) {
            // Told at a resume, of a removal long past: it has no place of its own in the chain.
            return timeline(change.channel()).isResumable();
        }
        if (change.isJoinOf(self)) {
            Verdict verdict = timeline(change.channel()).joined(change.position());
            if (verdict == Verdict.COPY) {
                copies++;
            }
            return verdict == Verdict.NEXT;
        }
        return follows(change.channel(), change.position(), frame, true);
    }

    /** Judges a record; a gap ends the connection, and what came after it is asked for again. */
    private boolean follows(String channel, long position, Frame frame, boolean change) {
        ChannelTimeline timeline = timeline(channel);
        long prev = prev(frame);
        Verdict verdict =
                change ? timeline.change(position, prev) : timeline.record(position, prev);
        if (verdict == Verdict.GAP) {
            if (!gap(channel, timeline.last(), prev, position)) {
                return false;
            }
            timeline.jumpTo(position);
            return true;
        }
        if (verdict == Verdict.COPY) {
            copies++;
            return false;
        }
        gapsSeen.remove(channel);
        return true;
    }

    /** Counts a gap; true when asking again has not helped often enough to go on without. */
    private boolean gap(String channel, long last, long prev, long found) {
        gaps++;
        boolean accepted = gapsSeen.merge(channel, 1, Integer::sum) > gapAttempts;
        Gap gap = new Gap(channel, last, prev, found, accepted);
        effects.tell(listener -> listener.onGap(gap));
        if (accepted) {
            gapsSeen.remove(channel);
        } else {
            drop(DisconnectCause.GAP);
        }
        return accepted;
    }

    private void drop(DisconnectCause cause) {
        dropping = true;
        effects.drop(cause);
    }

    private void caughtUp(Frame frame) {
        String channel = frame.string("channel");
        OptionalLong head = frame.position("position");
        if (head.isEmpty()) {
            return;
        }
        ChannelTimeline timeline = timeline(channel);
        if (!timeline.caughtUp(head.getAsLong())) {
            if (!gap(channel, timeline.last(), head.getAsLong(), head.getAsLong())) {
                return;
            }
            timeline.jumpTo(head.getAsLong());
            timeline.caughtUp(head.getAsLong());
        }
        effects.tell(listener -> listener.onCaughtUp(channel, head.getAsLong()));
        effects.reached(channel, timeline.last());
    }

    /** An own record among those delivered is as good an answer as {@code sent}. */
    private void cameBack(Frame frame, String channel, long position) {
        if (frame.string("sender").equals(self)) {
            String id = frame.string("id");
            settle(id, new Sent(id, channel, position, Times.of(frame, "time"), false));
        }
    }

    private void sent(Frame frame) {
        String id = frame.string("id");
        OptionalLong position = frame.position("position");
        if (position.isPresent()) {
            settle(
                    id,
                    new Sent(
                            id,
                            frame.string("channel"),
                            position.getAsLong(),
                            Times.of(frame, "time"),
                            frame.flag("duplicate")));
        }
    }

    private void settle(String id, Sent sent) {
        outbox.settle(id).ifPresent(done -> effects.settle(() -> done.answer().complete(sent)));
    }

    private void error(Frame frame, long now) {
        String id = frame.string("id");
        String code = frame.string("code");
        String detail = frame.string("detail");
        if (code.equals("unavailable") || code.equals("rate_limited")) {
            Duration wait =
                    frame.has("retryAfterMs")
                            ? Duration.ofMillis(
                                    Math.max(0, frame.json().path("retryAfterMs").asLong()))
                            : retries.wait(outbox.refusals(id));
            outbox.putOff(id, now + wait.toNanos());
            return;
        }
        outbox.settle(id)
                .ifPresentOrElse(
                        refused -> fail(new Outbox.GivenUp(refused, false), code, detail),
                        () -> effects.tell(listener -> listener.onError(code, detail)));
    }

    private void read(Frame frame) {
        String channel = frame.string("channel");
        String user = frame.string("user");
        OptionalLong position = frame.position("position");
        if (position.isEmpty()) {
            return;
        }
        if (user.equals(self)) {
            unconfirmedReads.computeIfPresent(
                    channel, (key, mine) -> mine <= position.getAsLong() ? null : mine);
        }
        effects.tell(listener -> listener.onRead(channel, user, position.getAsLong()));
    }

    private void typing(Frame frame) {
        String channel = frame.string("channel");
        String user = frame.string("user");
        boolean on = frame.flag("on");
        effects.tell(listener -> listener.onTyping(channel, user, on));
    }

    private void presence(Frame frame) {
        Presence presence =
                new Presence(
                        frame.string("user"), frame.string("status"), Times.of(frame, "lastSeen"));
        effects.tell(listener -> listener.onPresence(presence));
    }

    private void reconnect(Frame frame) {
        long after = Math.max(0, frame.json().path("afterMs").asLong());
        effects.moveOn(Duration.ofMillis(after), frame.string("url"));
    }

    /** Takes a command in and writes it if it can go now. */
    void submit(Outgoing outgoing, long now) {
        if (!outbox.offer(outgoing)) {
            fail(
                    new Outbox.GivenUp(outgoing, false),
                    SendFailed.OUTBOX_FULL,
                    "too much is waiting to be sent, or the id is in use");
            return;
        }
        flush(now);
    }

    /** Something may have become due: to be called a few times a second. */
    void tick(long now) {
        failAll(outbox.expire(now), SendFailed.DEADLINE, "no answer in time");
        flush(now);
    }

    private void flush(long now) {
        if (welcomed && !dropping) {
            outbox.due(now, this::isLive).forEach(due -> effects.write(due.frame()));
        }
    }

    private boolean isLive(String channel) {
        ChannelTimeline timeline = timelines.get(channel);
        return timeline != null && timeline.isLive();
    }

    /** The session ends for good. */
    void end(String code, String detail) {
        failAll(outbox.removeAll(), code, detail);
    }

    private void failAll(List<Outbox.GivenUp> all, String code, String detail) {
        all.forEach(each -> fail(each, code, detail));
    }

    private void fail(Outbox.GivenUp given, String code, String detail) {
        Outgoing outgoing = given.outgoing();
        SendFailed failure = new SendFailed(outgoing.id(), code, detail, given.mayHaveLanded());
        effects.settle(() -> outgoing.answer().completeExceptionally(failure));
    }

    void markRead(String channel, long position) {
        long furthest = unconfirmedReads.merge(channel, position, Math::max);
        if (furthest == position) {
            writeIfWelcomed(ClientFrames.read(channel, position));
        }
    }

    void typing(String channel, boolean on) {
        writeIfWelcomed(ClientFrames.typing(channel, on));
    }

    /** False when it would be too many. */
    boolean watch(Collection<String> users) {
        Set<String> fresh = new LinkedHashSet<>(users);
        fresh.removeAll(watched);
        if (watched.size() + fresh.size() > WATCHED_USERS) {
            return false;
        }
        watched.addAll(fresh);
        if (!fresh.isEmpty()) {
            writeIfWelcomed(ClientFrames.watch(fresh));
        }
        return true;
    }

    void unwatch(Collection<String> users) {
        watched.removeAll(users);
        writeIfWelcomed(ClientFrames.unwatch(users));
    }

    void state(boolean isActive) {
        active = isActive;
        writeIfWelcomed(ClientFrames.state(isActive));
    }

    private void writeIfWelcomed(String frame) {
        if (welcomed && !dropping) {
            effects.write(frame);
        }
    }

    private ChannelTimeline timeline(String channel) {
        return timelines.computeIfAbsent(channel, key -> new ChannelTimeline());
    }

    private static long prev(Frame frame) {
        return frame.position("prev").orElse(Positions.NONE);
    }

    Map<String, Long> positions() {
        Map<String, Long> positions = new HashMap<>();
        timelines.forEach((channel, timeline) -> positions.put(channel, timeline.last()));
        return positions;
    }

    ChatStatistics statistics(Map<DisconnectCause, Long> disconnects) {
        return new ChatStatistics(
                welcomes, copies, gaps, outbox.repeats(), Map.copyOf(disconnects));
    }
}
