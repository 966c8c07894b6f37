package chat.palaver.bench.crew;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.measure.Schedule;
import chat.palaver.bench.measure.Spans;
import chat.palaver.bench.worker.Counts;
import chat.palaver.bench.worker.Lane;
import chat.palaver.bench.worker.Order;
import chat.palaver.bench.worker.Reply;
import chat.palaver.bench.worker.RunPlan;
import chat.palaver.bench.worker.SeatPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The processes of the load generator, and orders to all of them at once. Seats are dealt out in
 * turn, so that what two neighbours do costs two processes.
 */
public final class Crew implements AutoCloseable {
    /** Connections of one process: within 20,000 file descriptors with room to spare. */
    public static final int MOST_SEATS = 8_000;

    private static final int HEAP_MEGABYTES = 96;
    private static final int SEATS_PER_MEGABYTE = 64;
    private static final int ON_THE_WAY = 128;

    /** Addresses begin here: 127.0.0.1 is left to others. */
    private static final int FIRST_ADDRESS = 10;

    private static final long LOOK_MILLIS = 100;

    private final List<WorkerProcess> workers = new ArrayList<>();
    private final List<List<Place>> seats = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(Crew::daemon);
    private int dealt;
    private int sent;

    private Crew() {}

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "crew");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts the processes.
     *
     * @param processes how many; more if the seats need more
     * @param connections that they will hold together
     */
    public static Crew start(int processes, int connections) throws IOException {
        int count = Math.max(processes, (connections + MOST_SEATS - 1) / MOST_SEATS);
        Crew crew = new Crew();
        try {
            for (int i = 0; i < count; i++) {
                int heap = HEAP_MEGABYTES + connections / count / SEATS_PER_MEGABYTE;
                crew.workers.add(WorkerProcess.start(heap));
                crew.seats.add(new ArrayList<>());
            }
            return crew;
        } catch (IOException e) {
            crew.close();
            throw e;
        }
    }

    /** Their process ids, by names for a report. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (int i = 0; i < workers.size(); i++) {
            pids.put("load-" + (i + 1), workers.get(i).pid());
        }
        return pids;
    }

    /** The address from which a worker connects. */
    private static String source(int worker) {
        return "127.0.0." + (FIRST_ADDRESS + worker);
    }

    /** Takes seats and waits until they are taken, or the time is over. */
    public Taken open(List<Place> places, Duration within) {
        List<List<SeatPlan>> plans = new ArrayList<>();
        workers.forEach(worker -> plans.add(new ArrayList<>()));
        List<Seat> taken = new ArrayList<>();
        for (Place place : places) {
            int worker = dealt % workers.size();
            dealt++;
            taken.add(new Seat(worker, seats.get(worker).size()));
            seats.get(worker).add(place);
            plans.get(worker).add(place.plan(source(worker)));
        }
        int atOnce = Math.max(1, ON_THE_WAY / workers.size());
        List<Reply> replies = all(i -> new Order.Open(plans.get(i), atOnce, within.toMillis()));
        return new Taken(taken, entrance(replies));
    }

    /**
     * Seats and how they were taken.
     *
     * @param seats in the order of the places
     */
    public record Taken(List<Seat> seats, Entrance entrance) {
        public Taken {
            seats = List.copyOf(seats);
        }
    }

    private static Entrance entrance(List<Reply> replies) {
        return Entrance.of(replies.stream().map(Reply.Opened.class::cast).toList());
    }

    /** Cuts all connections. */
    public void drop() {
        all(i -> new Order.Drop());
    }

    /**
     * All connect again, each from where it was.
     *
     * @param atOnce on their way in at one time, of all processes
     */
    public Entrance reopen(int atOnce, Duration within) {
        int each = Math.max(1, atOnce / workers.size());
        return entrance(all(i -> new Order.Reopen(tokens(i), each, within.toMillis())));
    }

    private List<String> tokens(int worker) {
        return seats.get(worker).stream().map(Place::tokenNow).toList();
    }

    /** Tells all that a run begins. */
    public void measure(RunPlan plan) {
        sent = 0;
        all(i -> new Order.Measure(plan));
    }

    /**
     * Sends at a steady rate, by the flows in turn.
     *
     * @return completes when the last message has been sent
     */
    public CompletableFuture<Void> pace(
            List<Flow> flows, double perSecond, int messages, int textBytes) {
        List<List<Lane>> lanes = lanes(flows);
        List<Integer> senders = withLanes(lanes);
        return sending(
                senders,
                i ->
                        new Order.Pace(
                                new Schedule(
                                        perSecond, messages, senders.indexOf(i), senders.size()),
                                lanes.get(i),
                                textBytes));
    }

    /**
     * Sends lines when they are due.
     *
     * @return completes when the last has been sent
     */
    public CompletableFuture<Void> play(List<Flow> flows, List<Line> lines) {
        List<List<Lane>> lanes = lanes(flows);
        List<List<Order.Line>> scripts = new ArrayList<>();
        workers.forEach(worker -> scripts.add(new ArrayList<>()));
        Map<Integer, Integer> laneOf = laneOf(flows);
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            scripts.get(flows.get(line.flow()).seat().worker())
                    .add(new Order.Line(i, line.dueMicros(), laneOf.get(line.flow()), line.text()));
        }
        return sending(withLanes(lanes), i -> new Order.Play(lanes.get(i), scripts.get(i)));
    }

    /**
     * Sends by every flow as fast as is answered.
     *
     * @return completes at the end
     */
    public CompletableFuture<Void> flood(
            List<Flow> flows, int window, Duration time, int textBytes) {
        List<List<Lane>> lanes = lanes(flows);
        List<Integer> senders = withLanes(lanes);
        long until = TimeUnit.NANOSECONDS.toMicros(time.toNanos());
        return sending(
                senders,
                i ->
                        new Order.Flood(
                                lanes.get(i),
                                window,
                                until,
                                textBytes,
                                senders.indexOf(i),
                                senders.size()));
    }

    private List<List<Lane>> lanes(List<Flow> flows) {
        List<List<Lane>> lanes = new ArrayList<>();
        workers.forEach(worker -> lanes.add(new ArrayList<>()));
        for (Flow flow : flows) {
            lanes.get(flow.seat().worker()).add(new Lane(flow.seat().index(), flow.channel()));
        }
        return lanes;
    }

    /** The lane, within its worker, of each flow. */
    private Map<Integer, Integer> laneOf(List<Flow> flows) {
        Map<Integer, Integer> laneOf = new LinkedHashMap<>();
        int[] next = new int[workers.size()];
        for (int i = 0; i < flows.size(); i++) {
            laneOf.put(i, next[flows.get(i).seat().worker()]++);
        }
        return laneOf;
    }

    private static List<Integer> withLanes(List<List<Lane>> lanes) {
        List<Integer> senders = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            if (!lanes.get(i).isEmpty()) {
                senders.add(i);
            }
        }
        return senders;
    }

    private CompletableFuture<Void> sending(List<Integer> senders, IntFunction<Order> orders) {
        return CompletableFuture.supplyAsync(
                        () -> replies(senders, orders).stream().map(Reply.Sent.class::cast),
                        threads)
                .thenAccept(all -> sent = all.mapToInt(Reply.Sent::messages).sum());
    }

    /** The counters of all together. While messages are being sent this waits. */
    public Counts counts() {
        return all(i -> new Order.Count()).stream()
                .map(reply -> ((Reply.Counted) reply).counts())
                .reduce(Counts.none(), Counts::plus);
    }

    /**
     * Waits until so much has been delivered and answered, or nothing comes any more.
     *
     * @param deliveries that are to come
     * @param answers that are to come, refusals among them
     * @param patience how long nothing may happen
     * @return whether everything has come
     */
    public boolean settle(long deliveries, long answers, Duration patience)
            throws InterruptedException {
        long before = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < patience.toNanos()) {
            Counts counts = counts();
            if (counts.deliveries() >= deliveries
                    && counts.answered() + counts.refused() >= answers) {
                return true;
            }
            long now = counts.deliveries() + counts.answered() + counts.refused();
            if (now != before) {
                before = now;
                since = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return false;
    }

    /** Everything measured, of all together. */
    public Outcome collect(int spans) {
        Outcome outcome =
                new Outcome(
                        sent,
                        Counts.none(),
                        new Latencies(),
                        new Latencies(),
                        new Latencies(),
                        new Spans(spans));
        Counts counts = Counts.none();
        for (Reply reply : all(i -> new Order.Collect())) {
            Reply.Collected collected = (Reply.Collected) reply;
            counts = counts.plus(collected.counts());
            outcome.delivery().add(collected.delivery());
            outcome.answer().add(collected.answer());
            outcome.lag().add(collected.lag());
            outcome.spans().add(collected.spans());
        }
        return new Outcome(
                sent, counts, outcome.delivery(), outcome.answer(), outcome.lag(), outcome.spans());
    }

    private List<Reply> all(IntFunction<Order> orders) {
        List<Integer> every = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            every.add(i);
        }
        return replies(every, orders);
    }

    private List<Reply> replies(List<Integer> some, IntFunction<Order> orders) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i : some) {
            replies.add(
                    CompletableFuture.supplyAsync(
                            () -> workers.get(i).order(orders.apply(i)), threads));
        }
        try {
            return replies.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        workers.forEach(WorkerProcess::close);
        threads.shutdownNow();
    }
}
