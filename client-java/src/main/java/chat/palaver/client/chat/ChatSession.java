package chat.palaver.client.chat;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.socket.CloseReason;
import chat.palaver.client.socket.Frame;
import chat.palaver.client.socket.FrameSocket;
import chat.palaver.client.socket.SocketListener;
import chat.palaver.client.socket.SocketPool;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat connection that comes back by itself.
 *
 * <p>It finds an edge, says {@code hello} with what it has seen, and from then on gives the
 * listener every record of the user's channels once and in order, over lost connections, draining
 * edges and (with a {@link PositionStore} that lasts) restarts of the application. Sends are kept
 * and repeated under the same id until they are answered or their time is up.
 *
 * <p>All methods may be called from any thread, the listener's too, and do not block but {@link
 * #close}. What is decided is in {@link ChatCore}; this class has the sockets, threads and timers.
 */
public final class ChatSession implements AutoCloseable {
    /** The longest text, in Unicode code points. */
    public static final int TEXT_CODE_POINTS = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(ChatSession.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration POLITE_CLOSE = Duration.ofSeconds(2);
    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration END_PATIENCE = Duration.ofSeconds(2);
    private static final int REFUSED_TOKENS = 3;

    private final Object lock = new Object();
    private final Gateway gateway;
    private final SocketPool pool;
    private final ChatSettings settings;
    private final EventQueue events;
    private final ChatListener listener;
    private final PositionStore positions;
    private final ChatCore core;
    private final ReconnectPolicy policy;
    private final EdgeRoster roster = new EdgeRoster();
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final ScheduledExecutorService timer;
    private final Map<DisconnectCause, Long> disconnects = new EnumMap<>(DisconnectCause.class);

    private ConnectionState state = ConnectionState.CONNECTING;
    private Connection connection;
    private String refusedToken;
    private int refusedInARow;

    /**
     * Starts connecting at once.
     *
     * @param pool shared with other sessions; not closed with this one
     * @param random for the spread of reconnects
     */
    public ChatSession(
            Gateway gateway,
            SocketPool pool,
            ChatSettings settings,
            PositionStore positions,
            ChatListener listener,
            RandomGenerator random) {
        this.gateway = gateway;
        this.pool = pool;
        this.settings = settings;
        this.positions = positions;
        this.listener = listener;
        this.policy =
                new ReconnectPolicy(settings.firstBackoff(), settings.longestBackoff(), random);
        this.events =
                new EventQueue(
                        "palaver-chat-listener",
                        settings.waitingEvents(),
                        this::readOn,
                        positions::flush);
        this.core = new ChatCore(new ToConnection(), settings, policy, positions.load());
        this.timer = timer();
        timer.scheduleWithFixedDelay(
                this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        timer.execute(this::dial);
    }

    private static ScheduledExecutorService timer() {
        // Two threads: looking for an edge blocks one of them, deadlines must not wait for it.
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(
                        2,
                        task -> {
                            Thread thread = new Thread(task, "palaver-chat");
                            thread.setDaemon(true);
                            return thread;
                        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    // --- what an application does -----------------------------------------------------------

    /** Sends a message, tried for as long as the settings say. */
    public CompletableFuture<Sent> send(String channel, String text) {
        return send(newId(), channel, text, OptionalLong.empty(), settings.sendWithin());
    }

    /** Answers a message of the same channel. */
    public CompletableFuture<Sent> reply(String channel, long replyTo, String text) {
        return send(newId(), channel, text, OptionalLong.of(replyTo), settings.sendWithin());
    }

    /**
     * Sends a message under an id of the caller's, for an application that keeps its own unanswered
     * sends over a restart: the same id again is the same message.
     *
     * @param within how long to try; after that it fails with {@link SendFailed#DEADLINE}
     * @return completes with the position, or exceptionally with {@link SendFailed}
     */
    public CompletableFuture<Sent> send(
            String id, String channel, String text, OptionalLong replyTo, Duration within) {
        Optional<SendFailed> unfit = unfit(id, text);
        if (unfit.isPresent()) {
            return CompletableFuture.failedFuture(unfit.get());
        }
        return submit(id, channel, ClientFrames.send(id, channel, text, replyTo), within);
    }

    /** Changes an own message. */
    public CompletableFuture<Sent> edit(String channel, long target, String text) {
        String id = newId();
        Optional<SendFailed> unfit = unfit(id, text);
        if (unfit.isPresent()) {
            return CompletableFuture.failedFuture(unfit.get());
        }
        String frame = ClientFrames.edit(id, channel, target, text);
        return submit(id, channel, frame, settings.sendWithin());
    }

    /** Withdraws an own message. */
    public CompletableFuture<Sent> delete(String channel, long target) {
        String id = newId();
        String frame = ClientFrames.delete(id, channel, target);
        return submit(id, channel, frame, settings.sendWithin());
    }

    /** Adds or takes back a reaction. */
    public CompletableFuture<Sent> react(String channel, long target, String emoji, boolean on) {
        String id = newId();
        String frame = ClientFrames.react(id, channel, target, emoji, on);
        return submit(id, channel, frame, settings.sendWithin());
    }

    /** An id for a send: a UUIDv7 made now. */
    public String newId() {
        return ids.generate().toString();
    }

    private static Optional<SendFailed> unfit(String id, String text) {
        if (text.isEmpty()) {
            return Optional.of(new SendFailed(id, "text_empty", "", false));
        }
        if (text.codePointCount(0, text.length()) > TEXT_CODE_POINTS) {
            return Optional.of(new SendFailed(id, "text_too_long", "", false));
        }
        // Encoding would quietly turn a lone surrogate into a question mark.
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        if (!encoder.canEncode(text)) {
            return Optional.of(new SendFailed(id, "bad_frame", "a lone surrogate", false));
        }
        return Optional.empty();
    }

    private CompletableFuture<Sent> submit(
            String id, String channel, String frame, Duration within) {
        CompletableFuture<Sent> answer = new CompletableFuture<>();
        long now = System.nanoTime();
        Outgoing outgoing = new Outgoing(id, channel, frame, now + within.toNanos(), answer);
        synchronized (lock) {
            if (state.isFinal()) {
                answer.completeExceptionally(
                        new SendFailed(id, SendFailed.CLOSED, "the session has ended", false));
            } else {
                core.submit(outgoing, now);
            }
        }
        return answer;
    }

    /** Everything up to here has been read; only moves forward. */
    public void read(String channel, long position) {
        synchronized (lock) {
            core.markRead(channel, position);
        }
    }

    /** This user is typing, or has stopped; not sent while there is no connection. */
    public void typing(String channel, boolean on) {
        synchronized (lock) {
            core.typing(channel, on);
        }
    }

    /**
     * Asks for the presence of these users, now and whenever it changes.
     *
     * @throws IllegalArgumentException when more than 500 would be watched
     */
    public void watch(Collection<String> users) {
        synchronized (lock) {
            if (!core.watch(users)) {
                throw new IllegalArgumentException(
                        "at most " + ChatCore.WATCHED_USERS + " users can be watched");
            }
        }
    }

    public void unwatch(Collection<String> users) {
        synchronized (lock) {
            core.unwatch(users);
        }
    }

    /** Whether the user is in front of the application. */
    public void active(boolean active) {
        synchronized (lock) {
            core.state(active);
        }
    }

    public ConnectionState state() {
        synchronized (lock) {
            return state;
        }
    }

    /** The edge this session is connected to. */
    public Optional<URI> edge() {
        synchronized (lock) {
            return Optional.ofNullable(connection).map(present -> present.edge);
        }
    }

    /** The last position seen of each channel. */
    public Map<String, Long> positions() {
        synchronized (lock) {
            return core.positions();
        }
    }

    public ChatStatistics statistics() {
        synchronized (lock) {
            return core.statistics(disconnects);
        }
    }

    /** Ends the session: unanswered sends fail, events already there are still delivered. */
    @Override
    public void close() {
        end(ConnectionState.CLOSED);
        events.end(END_PATIENCE);
        positions.flush();
    }

    // --- connecting -------------------------------------------------------------------------

    private void dial() {
        String token;
        synchronized (lock) {
            if (state.isFinal() || connection != null) {
                return;
            }
            become(ConnectionState.CONNECTING);
        }
        try {
            token = tokenForHello();
            discover();
        } catch (ApiException e) {
            if (e.isUnauthorized()) {
                LOG.info("the login is no longer good");
                end(ConnectionState.LOGGED_OUT);
            } else {
                LOG.info("no way to an edge: {}", e.code());
                dialLater(nextWait());
            }
            return;
        }
        if (!tryEdges(token)) {
            dialLater(nextWait());
        }
    }

    private String tokenForHello() {
        String refused;
        synchronized (lock) {
            refused = refusedToken;
        }
        try {
            return refused == null ? gateway.token() : gateway.replacementOf(refused);
        } catch (ApiException e) {
            if (e.isUnauthorized() || refused != null) {
                throw e;
            }
            return gateway.presentToken();
        }
    }

    private void discover() {
        List<URI> found;
        try {
            found = gateway.edges();
        } catch (ApiException e) {
            if (e.isUnauthorized()) {
                throw e;
            }
            LOG.info("discovery did not answer ({}); trying the edges known", e.code());
            found = List.of();
        }
        synchronized (lock) {
            roster.discovered(found);
            roster.startRound();
        }
    }

    private boolean tryEdges(String token) {
        Optional<URI> edge = nextEdge();
        while (edge.isPresent()) {
            if (connect(edge.get(), token)) {
                return true;
            }
            edge = nextEdge();
        }
        return false;
    }

    private Optional<URI> nextEdge() {
        synchronized (lock) {
            return state.isFinal() ? Optional.empty() : roster.next();
        }
    }

    private boolean connect(URI edge, String token) {
        Connection attempt = new Connection(edge, token);
        try {
            pool.connect(edge, attempt).get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            LOG.atInfo().addKeyValue("edge", edge).log("cannot be reached");
            return false;
        }
    }

    private Duration nextWait() {
        synchronized (lock) {
            return policy.next();
        }
    }

    private void dialLater(Duration wait) {
        synchronized (lock) {
            if (state.isFinal()) {
                return;
            }
            become(ConnectionState.WAITING);
            schedule(this::dial, wait);
        }
    }

    private void schedule(Runnable task, Duration after) {
        try {
            timer.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the session has ended meanwhile");
        }
    }

    private void become(ConnectionState next) {
        if (state != next && !state.isFinal()) {
            state = next;
            tell(to -> to.onConnection(next));
        }
    }

    private void tell(Consumer<ChatListener> event) {
        events.add(() -> event.accept(listener));
    }

    private void end(ConnectionState last) {
        synchronized (lock) {
            if (state.isFinal()) {
                return;
            }
            core.end(SendFailed.CLOSED, "the session has ended");
            become(last);
            if (connection != null) {
                connection.finish(DisconnectCause.CLOSED_HERE);
            }
            timer.shutdown();
        }
    }

    // --- the present connection -------------------------------------------------------------

    private void tick() {
        synchronized (lock) {
            if (state.isFinal()) {
                return;
            }
            long now = System.nanoTime();
            core.tick(now);
            if (connection != null) {
                connection.tick(now);
            }
        }
    }

    /** The listener has caught up with what was read: go on reading. */
    private void readOn() {
        synchronized (lock) {
            if (connection != null) {
                connection.readOn();
            }
        }
    }

    /** What to do after a connection, by why it ended. Called under the lock. */
    private void afterwards(DisconnectCause cause, URI edge, String token) {
        disconnects.merge(cause, 1L, Long::sum);
        LOG.atInfo().addKeyValue("edge", edge).addKeyValue("cause", cause).log("disconnected");
        core.lost();
        switch (cause) {
            case CLOSED_HERE -> {
                // the end
            }
            case REVOKED -> end(ConnectionState.LOGGED_OUT);
            case UNAUTHORIZED -> {
                refusedToken = token;
                refusedInARow++;
                if (refusedInARow > REFUSED_TOKENS) {
                    end(ConnectionState.LOGGED_OUT);
                } else {
                    dialLater(refusedInARow == 1 ? Duration.ZERO : policy.next());
                }
            }
            case ASKED -> dialLater(Duration.ZERO);
            case DRAINING, LOST, SILENT, NO_WELCOME -> {
                roster.avoid(edge);
                dialLater(policy.next());
            }
            default -> dialLater(policy.next());
        }
    }

    /**
     * One connection, from the attempt to its end. Its fields are under the session's lock; there
     * is at most one that is open, for the next is dialled when the last one's end is known.
     */
    private final class Connection implements SocketListener {
        private final URI edge;
        private final String token;
        private FrameSocket socket;
        private DisconnectCause cause;
        private boolean paused;
        private long openedAt;
        private long heardAt;
        private long pingedAt;
        private boolean settled;

        private Connection(URI edge, String token) {
            this.edge = edge;
            this.token = token;
        }

        @Override
        public void onOpen(FrameSocket opened) {
            synchronized (lock) {
                socket = opened;
                openedAt = System.nanoTime();
                heardAt = openedAt;
                pingedAt = openedAt;
                connection = this;
                opened.send(core.hello(token));
                if (state.isFinal()) {
                    finish(DisconnectCause.CLOSED_HERE);
                }
            }
            opened.demand();
        }

        @Override
        public void onFrame(Frame frame) {
            boolean more;
            synchronized (lock) {
                heardAt = frame.arrivalNanos();
                if (cause == null) {
                    core.frame(frame, System.nanoTime());
                    if (core.isWelcomed()) {
                        welcomed();
                    }
                }
                more = !events.isFull() || cause != null;
                paused = !more;
            }
            if (more) {
                socket.demand();
            } else if (!events.isFull()) {
                readOnIfPaused();
            }
        }

        /** The queue may have drained between the look at it and the note that we paused. */
        private void readOnIfPaused() {
            synchronized (lock) {
                readOn();
            }
        }

        private void welcomed() {
            if (state != ConnectionState.ONLINE) {
                state = ConnectionState.ONLINE;
                refusedToken = null;
                refusedInARow = 0;
                LOG.atInfo().addKeyValue("edge", edge).log("connected");
            }
        }

        @Override
        public void onClosed(CloseReason reason) {
            synchronized (lock) {
                if (connection != this) {
                    return; // never opened: who tried it knows already
                }
                connection = null;
                DisconnectCause why = cause == null ? DisconnectCause.of(reason) : cause;
                afterwards(why, edge, token);
            }
        }

        private void readOn() {
            if (paused) {
                paused = false;
                heardAt = System.nanoTime();
                socket.demand();
            }
        }

        private void tick(long now) {
            if (cause != null) {
                return;
            }
            long beat = core.heartbeat().toNanos();
            if (!core.isWelcomed()) {
                if (now - openedAt > settings.welcomeTimeout().toNanos()) {
                    cut(DisconnectCause.NO_WELCOME);
                }
                return;
            }
            if (!settled && now - openedAt > STABLE.toNanos()) {
                settled = true;
                policy.settled();
            }
            if (now - pingedAt > beat / 2) {
                pingedAt = now;
                socket.send(ClientFrames.ping());
            }
            if (!paused && now - heardAt > beat * 3 / 2) {
                cut(DisconnectCause.SILENT);
            }
        }

        /** Ends it with a close handshake, and without one if that takes too long. */
        private void finish(DisconnectCause why) {
            if (cause == null) {
                cause = why;
                socket.close(CloseReason.NORMAL, "");
                schedule(socket::abort, POLITE_CLOSE);
            }
        }

        /** Ends it at once: there is nobody to shake hands with. */
        private void cut(DisconnectCause why) {
            if (cause == null) {
                cause = why;
                socket.abort();
            }
        }
    }

    /** Carries out what the core decides; called under the lock. */
    private final class ToConnection implements ChatCore.Effects {
        @Override
        public void write(String frame) {
            if (connection != null) {
                connection.socket.send(frame);
            }
        }

        @Override
        public void tell(Consumer<ChatListener> event) {
            ChatSession.this.tell(event);
        }

        @Override
        public void reached(String channel, long position) {
            events.add(() -> positions.save(channel, position));
        }

        @Override
        public void forgotten(String channel) {
            events.add(() -> positions.forget(channel));
        }

        @Override
        public void settle(Runnable completion) {
            events.add(completion);
        }

        @Override
        public void drop(DisconnectCause cause) {
            if (connection != null) {
                connection.finish(cause);
            }
        }

        @Override
        public void moveOn(Duration after, String url) {
            Connection leaving = connection;
            if (leaving != null) {
                roster.avoid(leaving.edge);
            }
            preferred(url).ifPresent(roster::prefer);
            schedule(() -> leave(leaving), after);
        }

        private Optional<URI> preferred(String url) {
            try {
                return url.isEmpty() ? Optional.empty() : Optional.of(new URI(url));
            } catch (URISyntaxException e) {
                LOG.warn("the edge named an address that is none");
                return Optional.empty();
            }
        }

        private void leave(Connection leaving) {
            synchronized (lock) {
                if (leaving != null && leaving == connection) {
                    leaving.finish(DisconnectCause.ASKED);
                }
            }
        }
    }
}
