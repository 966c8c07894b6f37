package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.Recorder;
import chat.palaver.check.nemesis.Nemesis;
import chat.palaver.check.nemesis.Stage;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.client.socket.SocketPool;
import chat.palaver.client.socket.SocketSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A seeded crowd at a running system: it writes, reads, comes and goes, and takes down everything
 * it does and sees. A nemesis may act meanwhile.
 */
public final class Workload implements Stage, AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(5);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(60);
    private static final Duration PROGRESS_PATIENCE = Duration.ofMinutes(3);

    /** A change may be tried for two minutes, and its outcome looked up. */
    private static final Duration CHANGES_PATIENCE = Duration.ofMinutes(3);

    private static final Duration MOVES_PATIENCE = Duration.ofMinutes(1);

    private static final Duration LAST_DELIVERY_PATIENCE = Duration.ofSeconds(90);

    /** The sleeper gets all at once what the others got in the whole run. */
    private static final Duration LAST_RESUME_PATIENCE = Duration.ofMinutes(4);

    private static final Duration LAST_LOOK = Duration.ofSeconds(8);

    /**
     * Without faults after faults: presence may be wrong for 75 s, and takes 20 s more to be told
     * of who lost his network; only then can it be compared.
     */
    static final Duration CALM = Duration.ofSeconds(100);

    /** What the history calls the time after the last message. */
    private static final String END = "end";

    private static final int MOST_AT_ONCE = 200;

    private final WorkloadPlan plan;
    private final PalaverApi api;
    private final Recorder history;
    private final Consumer<String> progress;
    private final Loop loop = new Loop();
    private final SocketPool sockets;
    private final World world;
    private final Sending sending;
    private final Connections connections;
    private final Commotion commotion;
    private final Settling settling;
    private final Map<String, Long> healedNanos = new ConcurrentHashMap<>();
    private volatile boolean disturbed;
    private boolean writing;
    private long issued;
    private long began;

    /**
     * Nobody is there yet.
     *
     * @param progress told in words how it goes
     */
    public Workload(
            URI api, WorkloadPlan plan, Recorder history, Clock clock, Consumer<String> progress) {
        this.api = PalaverApi.at(api);
        this.plan = plan;
        this.history = history;
        this.progress = progress;
        Random random = new Random(plan.seed());
        world = new World(history, random);
        sockets = SocketPool.open(SocketSettings.defaults().withThreads(8));
        sending = new Sending(world, loop, new MessageIds(clock, random), plan.budget());
        connections = new Connections(world, loop, sockets, sending);
        commotion = new Commotion(world, loop, connections, this.api);
        settling = new Settling(world);
    }

    /**
     * Runs from the first sign-up to the last row read.
     *
     * @throws IllegalStateException when the system cannot be used at all
     */
    public void run(Nemesis nemesis) throws Exception {
        history.record(at -> new Event.Begun(at, plan.seed(), plan.parameters()));
        progress.accept("making " + plan.users() + " users and " + plan.channels() + " channels");
        new Opening(api, plan, world, loop.threads(Errand.SET_UP)).open();
        connectAll();
        progress.accept(
                world.devices().size()
                        + " devices are connected to "
                        + world.edges().size()
                        + " edges; "
                        + plan.rate()
                        + " messages a second");
        loop.run(this::beginWriting);
        Future<?> acting = actingOf(nemesis);
        awaitEnough(acting);
        if (disturbed) {
            stayCalm();
        }
        loop.run(() -> writing = false);
        close(acting);
    }

    /**
     * After a run at a system that goes on: leaves behind no own logs, of which there may be so
     * many only.
     */
    public void giveBack() {
        Moves.giveBack(loop.ask(world::rooms));
    }

    private void connectAll() throws InterruptedException {
        loop.run(
                () -> {
                    world.devices().forEach(connections::connect);
                    world.stranger().devices().forEach(connections::connect);
                });
        if (!await(CONNECT_PATIENCE, () -> settling.isDone(Map.of()))) {
            throw new IllegalStateException(
                    "not every device could connect: " + loop.ask(() -> settling.state(Map.of())));
        }
    }

    private Future<?> actingOf(Nemesis nemesis) {
        return loop.threads(Errand.ACT)
                .submit(
                        () -> {
                            nemesis.run(this);
                            return true;
                        });
    }

    private void beginWriting() {
        writing = true;
        began = System.nanoTime();
        commotion.begin();
        write();
    }

    private void write() {
        if (!writing) {
            return;
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long due = (long) (seconds * plan.rate());
        if (plan.messages() > 0) {
            due = Math.min(due, plan.messages());
        }
        for (int i = 0; i < MOST_AT_ONCE && issued < due; i++) {
            issued++;
            if (sending.open() < Sending.MOST_OPEN) {
                sending.begin();
            }
        }
        loop.after(TICK, this::write);
    }

    private void awaitEnough(Future<?> acting) throws InterruptedException {
        long start = System.nanoTime();
        awaitWriting(() -> isEnough(start) && acting.isDone());
    }

    /** The usual comings and goings, and no fault any more. */
    private void stayCalm() throws InterruptedException {
        history.record(at -> new Event.Calm(at, true));
        progress.accept("no more faults for " + CALM.toSeconds() + " s");
        long start = System.nanoTime();
        awaitWriting(() -> System.nanoTime() - start > CALM.toNanos());
        history.record(at -> new Event.Calm(at, false));
    }

    private void awaitWriting(BooleanSupplier enough) throws InterruptedException {
        long told = System.nanoTime();
        while (!enough.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            loop.verify();
            if (System.nanoTime() - told > Duration.ofSeconds(10).toNanos()) {
                told = System.nanoTime();
                progress.accept(loop.ask(this::state));
            }
        }
    }

    private boolean isEnough(long start) {
        return plan.messages() > 0
                ? loop.ask(() -> issued >= plan.messages())
                : System.nanoTime() - start > plan.span().toNanos();
    }

    private String state() {
        return sending.begun()
                + " sent, "
                + sending.answered()
                + " answered, "
                + sending.open()
                + " under way, "
                + sending.givenUp()
                + " given up; "
                + world.devices().stream().filter(Device::isConnected).count()
                + " of "
                + world.devices().size()
                + " devices connected";
    }

    private void close(Future<?> acting) throws Exception {
        progress.accept("waiting for the last answers and deliveries");
        expect(plan.budget().plusSeconds(30), sending::isQuiet, this::state);
        loop.run(sending::stop);
        loop.run(commotion::end);
        expect(CHANGES_PATIENCE, commotion::isQuiet, commotion::state);
        // Judged by itself: what only the last resume mends is broken.
        expectAllDelivered(LAST_DELIVERY_PATIENCE, "before the last resume");
        loop.run(this::lastResume);
        expectAllDelivered(LAST_RESUME_PATIENCE, "after the last resume");
        progress.accept("reading the history");
        readHistory();
        TimeUnit.MILLISECONDS.sleep(LAST_LOOK.toMillis());
        loop.ask(
                () -> {
                    history.record(Event.Ended::new);
                    connections.end();
                    return true;
                });
        loop.verify();
        try {
            acting.get();
        } catch (ExecutionException e) {
            throw new NemesisFailed(e.getCause());
        }
    }

    /** Everybody comes back once more, the sleeper for the first time: it is the last they do. */
    private void lastResume() {
        world.devices().forEach(device -> connections.drop(device, "last resume"));
        Device sleeper = world.sleeper();
        Map<Room, Long> from = new HashMap<>();
        world.rooms().stream()
                .filter(room -> room.hasFounder(sleeper.person()))
                .filter(room -> room.members().contains(sleeper.person()))
                .forEach(room -> from.put(room, room.head()));
        sleeper.wake(from);
        connections.connect(sleeper);
    }

    private void expectAllDelivered(Duration atMost, String when) throws InterruptedException {
        expect(
                atMost,
                () -> settling.isDone(settling.answered()),
                () -> when + ": " + settling.state(settling.answered()));
    }

    /** What does not come true in time is taken down, and the run goes on to its end. */
    private void expect(Duration atMost, BooleanSupplier condition, Supplier<String> state)
            throws InterruptedException {
        long since = System.nanoTime();
        if (await(atMost, condition)) {
            return;
        }
        String why = loop.ask(state);
        long micros = (System.nanoTime() - since) / 1_000;
        progress.accept("not settled at the end, " + why);
        history.record(at -> new Event.NotSettled(at, END, micros, why));
    }

    private void readHistory() throws InterruptedException {
        List<Closing.Reading> readings =
                loop.ask(() -> world.rooms().stream().map(Closing.Reading::of).toList());
        Map<String, Long> shown = loop.ask(() -> Map.copyOf(connections.readsSeen()));
        Closing closing = new Closing(world);
        List<Future<?>> all = new ArrayList<>();
        ExecutorService threads = loop.threads(Errand.SET_UP);
        for (Closing.Reading one : readings) {
            all.add(threads.submit(() -> closing.read(one)));
            all.add(threads.submit(() -> closing.readAsStranger(one.room(), world.stranger())));
        }
        for (Person person : world.people()) {
            all.add(threads.submit(() -> closing.readPositions(person, shown)));
        }
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "the history cannot be read: " + e.getCause().getMessage(), e);
            }
        }
    }

    private boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (loop.ask(condition::getAsBoolean)) {
                return true;
            }
            loop.verify();
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
        return false;
    }

    @Override
    public void began(String fault, String target) {
        disturbed = true;
        progress.accept(fault + ": " + target);
        history.record(at -> new Event.FaultBegan(at, fault, target));
    }

    @Override
    public void healed(String fault, String target) {
        healedNanos.put(fault, System.nanoTime());
        history.record(at -> new Event.FaultHealed(at, fault, target));
    }

    @Override
    public Duration settle(String fault, Duration atMost) throws InterruptedException {
        long since = healedNanos.getOrDefault(fault, System.nanoTime());
        Map<Room, Long> positions =
                loop.ask(
                        () -> {
                            commotion.calm(true);
                            return settling.answered();
                        });
        boolean settled = await(atMost, () -> settling.isDone(positions));
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        loop.run(() -> commotion.calm(false));
        long micros = took.toNanos() / 1_000;
        if (!settled) {
            String who = loop.ask(() -> settling.state(positions));
            history.record(at -> new Event.NotSettled(at, fault, micros, who));
            throw new IllegalStateException(
                    fault + " had not settled after " + atMost.toSeconds() + " s: " + who);
        }
        history.record(at -> new Event.Settled(at, fault, micros));
        progress.accept(fault + ": nothing undelivered " + took.toMillis() + " ms after it healed");
        return took;
    }

    @Override
    public void awaitProgress(int messages) throws InterruptedException {
        Headway headway =
                new Headway(
                        loop.ask(sending::answered),
                        messages,
                        PROGRESS_PATIENCE,
                        System.nanoTime());
        while (!loop.ask(this::isAllWritten)
                && !headway.isEnough(loop.ask(sending::answered), System.nanoTime())) {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    /** Whether no more is to be expected. */
    private boolean isAllWritten() {
        boolean issuedAll = plan.messages() > 0 && issued >= plan.messages();
        return !writing || issuedAll && sending.open() == 0;
    }

    @Override
    public void reconnectAll(int edge) {
        loop.run(
                () -> {
                    String url = world.edges().get(edge - 1);
                    for (Device device : world.devices()) {
                        if (url.equals(device.edge()) && device.connection() != null) {
                            connections.drop(device, "all at once");
                            connections.connect(device, url);
                        }
                    }
                });
    }

    @Override
    public AutoCloseable stopReading() {
        Device device =
                loop.ask(
                        () -> {
                            List<Device> able =
                                    world.devices().stream()
                                            .filter(d -> d.isConnected() && d.isReading())
                                            .toList();
                            return able.isEmpty() ? null : stopReading(world.any(able));
                        });
        return () -> {
            if (device != null) {
                loop.run(() -> goOnReading(device));
            }
        };
    }

    @Override
    public AutoCloseable moveLogs() {
        loop.run(() -> commotion.hastyMoves(true));
        return () -> loop.run(() -> commotion.hastyMoves(false));
    }

    @Override
    public void awaitMoves(int moves) throws InterruptedException {
        long enough = loop.ask(commotion::movesShown) + moves;
        await(MOVES_PATIENCE, () -> !writing || commotion.movesShown() >= enough);
    }

    private Device stopReading(Device device) {
        history.record(at -> new Event.Reading(at, device.name(), false));
        device.reading(false);
        world.rooms().stream()
                .filter(room -> room.members().contains(device.person()))
                .min(Comparator.comparingInt(room -> room.members().size()))
                .ifPresent(room -> sending.flood(room, device.person()));
        return device;
    }

    private void goOnReading(Device device) {
        history.record(at -> new Event.Reading(at, device.name(), true));
        if (device.connection() != null && !device.isReading()) {
            device.heard(System.nanoTime());
            device.reading(true);
        }
    }

    /** Takes everybody away. */
    @Override
    public void close() {
        loop.close();
        sockets.close();
    }
}
