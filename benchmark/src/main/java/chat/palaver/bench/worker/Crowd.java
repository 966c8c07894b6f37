package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Histograms;
import chat.palaver.bench.wire.FrameFields;
import chat.palaver.bench.wire.SocketLoop;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;

/** All seats of one worker, how they get in and how they stay. Belongs to the loop's thread. */
final class Crowd {
    static final String SUBPROTOCOL = "palaver.v1";

    /** Well within the 20 s after which a server begins to wonder. */
    private static final long PING_NANOS = 15_000_000_000L;

    /** Whoever is turned away, or told to wait, tries again after this. */
    private static final long RETRY_NANOS = 200_000_000L;

    private final SocketLoop loop;
    private final FrameFields fields = new FrameFields();
    private final List<Client> clients = new ArrayList<>();
    private final Deque<Client> outside = new ArrayDeque<>();
    private final Deque<Later> later = new ArrayDeque<>();
    private Tally tally = Tally.ofNoRun();
    private Entry entry = new Entry(0, 0, 0);
    private long pinged = System.nanoTime();
    private int nextPing;

    private record Later(long when, Runnable action) {}

    /** Seats that are being taken. */
    private static final class Entry {
        private final int wanted;
        private final int atOnce;
        private final long began;
        private final Histogram times = Histograms.fine();
        private int onTheWay;
        private int attempts;
        private String because = "";

        Entry(int wanted, int atOnce, long began) {
            this.wanted = wanted;
            this.atOnce = atOnce;
            this.began = began;
        }
    }

    Crowd(SocketLoop loop) {
        this.loop = loop;
    }

    Tally tally() {
        return tally;
    }

    FrameFields fields() {
        return fields;
    }

    /** Begins a run. */
    void measure(RunPlan plan) {
        tally = new Tally(plan);
    }

    Client client(int seat) {
        return clients.get(seat);
    }

    int open() {
        return (int) clients.stream().filter(Client::isOpen).count();
    }

    /** Further seats are to be taken. */
    void enter(List<SeatPlan> seats, int atOnce) {
        entry = new Entry(seats.size(), atOnce, System.nanoTime());
        for (SeatPlan seat : seats) {
            Client client = new Client(this, seat);
            clients.add(client);
            outside.add(client);
        }
        letIn();
    }

    /** All seats are to be taken again. */
    void enterAgain(List<String> tokens, int atOnce) {
        entry = new Entry(clients.size(), atOnce, System.nanoTime());
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).toBeReopened(tokens.get(i));
        }
        outside.addAll(clients);
        letIn();
    }

    void drop() {
        clients.forEach(Client::drop);
    }

    private void letIn() {
        while (entry.onTheWay < entry.atOnce && !outside.isEmpty()) {
            entry.onTheWay++;
            Client next = outside.removeFirst();
            loop.connect(
                    URI.create(next.plan().server()),
                    address(next.plan().source()),
                    SUBPROTOCOL,
                    next);
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** Whether all that were to come in are in. */
    boolean isComplete() {
        return entry.times.getTotalCount() >= entry.wanted;
    }

    /** How it went; nobody is let in any more. */
    Reply.Opened entered() {
        outside.clear();
        int taken = (int) entry.times.getTotalCount();
        return new Reply.Opened(
                taken,
                entry.wanted - taken,
                entry.attempts,
                Histograms.encode(entry.times),
                entry.because);
    }

    void seated(Client client) {
        entry.onTheWay--;
        Histograms.record(entry.times, System.nanoTime() - entry.began);
        letIn();
    }

    void turnedAway(Client client, String because) {
        entry.onTheWay--;
        entry.attempts++;
        entry.because = because;
        later(
                () -> {
                    outside.add(client);
                    letIn();
                });
    }

    void lost(int code, String reason) {
        tally.closed(code, reason);
    }

    /** Does something in a fifth of a second. */
    void later(Runnable action) {
        later.add(new Later(System.nanoTime() + RETRY_NANOS, action));
    }

    /** To be called often: pings those whose turn it is. */
    void tick() {
        long now = System.nanoTime();
        while (!later.isEmpty() && later.peekFirst().when() <= now) {
            later.removeFirst().action().run();
        }
        int all = clients.size();
        long due = (now - pinged) * all / PING_NANOS;
        if (due > 0) {
            pinged = now;
            for (long i = 0; i < Math.min(due, all); i++) {
                nextPing = (nextPing + 1) % all;
                clients.get(nextPing).ping();
            }
        }
    }
}
