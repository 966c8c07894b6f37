package chat.palaver.demo.play;

import chat.palaver.client.PalaverClient;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.Channel;
import chat.palaver.client.api.NewChannel;
import chat.palaver.client.api.Profile;
import chat.palaver.client.chat.ChatSession;
import chat.palaver.client.chat.ChatSettings;
import chat.palaver.client.chat.MemoryPositions;
import chat.palaver.demo.cast.EdgeInTurn;
import chat.palaver.demo.check.Ledger;
import chat.palaver.demo.script.Script;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * The channels of a play and everybody's live session: one group of all, one direct channel for
 * every two of whom one addresses the other. Everything is made before the first line is sent, and
 * a member is ready when each of his channels is live.
 */
public final class Stage implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final String GROUP = "the group";

    private final PalaverClient palaver;
    private final Script script;
    private final List<ApiSession> logins;
    private final Ledger ledger;
    private final List<ChatSession> sessions = new ArrayList<>();
    private final List<Map<String, Actor.Seat>> seats = new ArrayList<>();
    private final Map<Pair, Room> directs = new HashMap<>();
    private final AtomicLong gaps = new AtomicLong();
    private Room group;

    /** Two members, whoever speaks. */
    record Pair(int one, int other) {
        static Pair of(int a, int b) {
            return new Pair(Math.min(a, b), Math.max(a, b));
        }
    }

    /**
     * @param logins one for each nick of the script
     */
    public Stage(PalaverClient palaver, Script script, List<ApiSession> logins, Ledger ledger) {
        this.palaver = palaver;
        this.script = script;
        this.logins = List.copyOf(logins);
        this.ledger = ledger;
        logins.forEach(login -> seats.add(new HashMap<>()));
    }

    /**
     * Makes the group.
     *
     * @param guest a user who is to see it too, or null
     * @throws IllegalArgumentException when there is no such guest
     */
    public void openGroup(String title, String guest) {
        List<String> members =
                new ArrayList<>(logins.stream().skip(1).map(ApiSession::userId).toList());
        if (guest != null) {
            Optional<Profile> found = logins.get(0).userNamed(guest);
            members.add(
                    found.orElseThrow(() -> new IllegalArgumentException("no user called " + guest))
                            .userId());
        }
        Channel channel = logins.get(0).create(NewChannel.of(title, members));
        List<Integer> cast = new ArrayList<>();
        for (int i = 0; i < logins.size(); i++) {
            cast.add(i);
        }
        group = room(channel.channelId(), GROUP, cast);
    }

    /** Makes the direct channels; {@code made} is told how many there are so far, of how many. */
    public void openDirects(Workers workers, Progress made) throws InterruptedException {
        List<Pair> pairs =
                script.lines().stream()
                        .filter(line -> line.addressee().isPresent())
                        .map(line -> Pair.of(line.speaker(), line.addressee().getAsInt()))
                        .distinct()
                        .toList();
        List<String> channels =
                workers.map(
                        pairs,
                        pair ->
                                logins.get(pair.one())
                                        .direct(logins.get(pair.other()).userId())
                                        .channelId(),
                        made);
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            String name =
                    script.nicks().get(pair.one()) + " and " + script.nicks().get(pair.other());
            directs.put(pair, room(channels.get(i), name, List.of(pair.one(), pair.other())));
        }
    }

    private Room room(String channel, String name, List<Integer> members) {
        int number = ledger.room(name);
        int[] readers =
                members.stream()
                        .mapToInt(i -> ledger.member(number, script.nicks().get(i)))
                        .toArray();
        int history = ledger.history(number);
        Room room = new Room(channel, number, history, members, new AtomicLong(Long.MAX_VALUE));
        for (int i = 0; i < readers.length; i++) {
            seats.get(members.get(i)).put(channel, new Actor.Seat(room, readers[i]));
        }
        return room;
    }

    /**
     * Connects everybody and waits until all are ready.
     *
     * @param onLine told, on many threads, the ledger's number of every line that came to somebody
     * @return whether all were ready in time
     */
    public boolean enter(IntConsumer onLine) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(logins.size());
        for (int i = 0; i < logins.size(); i++) {
            Actor actor =
                    new Actor(
                            ledger, seats.get(i), onLine, ready::countDown, gaps::incrementAndGet);
            sessions.add(
                    new ChatSession(
                            EdgeInTurn.of(logins.get(i), i),
                            palaver.sockets(),
                            ChatSettings.defaults(),
                            new MemoryPositions(),
                            actor,
                            new SecureRandom()));
        }
        return ready.await(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    Room group() {
        return group;
    }

    Room direct(int speaker, int addressee) {
        return directs.get(Pair.of(speaker, addressee));
    }

    /** All channels. */
    List<Room> rooms() {
        List<Room> rooms = new ArrayList<>(directs.values());
        rooms.add(0, group);
        return rooms;
    }

    public int directChannels() {
        return directs.size();
    }

    ChatSession session(int member) {
        return sessions.get(member);
    }

    ApiSession login(int member) {
        return logins.get(member);
    }

    /** How many sessions each edge has just now. */
    public Map<String, Integer> sessionsByEdge() {
        Map<String, Integer> counts = new TreeMap<>();
        for (ChatSession session : sessions) {
            session.edge()
                    .map(URI::toString)
                    .ifPresent(edge -> counts.merge(edge, 1, Integer::sum));
        }
        return counts;
    }

    /** How often a session lost its connection and came back. */
    public long reconnects() {
        return sessions.stream()
                .mapToLong(session -> Math.max(0, session.statistics().welcomes() - 1))
                .sum();
    }

    /** How often a session found something missing and fetched it. */
    public long gaps() {
        return gaps.get();
    }

    @Override
    public void close() {
        Workers.inParallel(sessions, ChatSession::close);
    }
}
