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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A seeded crowd at a running system: it writes, reads, comes and goes, and takes down everything
 * it does and sees. A nemesis may act meanwhile.
 */
public final class Workload implements Stage, AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(5);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(60);
    private static final Duration LAST_DELIVERY_PATIENCE = Duration.ofSeconds(90);
    private static final Duration LAST_LOOK = Duration.ofSeconds(8);
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
    private final Map<String, Long> healedNanos = new ConcurrentHashMap<>();
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
    }

    /**
     * Runs from the first sign-up to the last row read.
     *
     * @throws IllegalStateException when the system cannot be used at all
     */
    public void run(Nemesis nemesis) throws Exception {
        history.record(at -> new Event.Begun(at, plan.seed(), plan.parameters()));
        progress.accept("making " + plan.users() + " users and " + plan.channels() + " channels");
        new Opening(api, plan, world, loop.workers()).open();
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
        loop.run(() -> writing = false);
        close(acting);
    }

    private void connectAll() throws InterruptedException {
        loop.run(() -> world.devices().forEach(connections::connect));
        if (!await(CONNECT_PATIENCE, () -> hasAll(Map.of(), true))) {
            throw new IllegalStateException("not every device could connect: " + behind(Map.of()));
        }
    }

    private Future<?> actingOf(Nemesis nemesis) {
        return loop.workers()
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
        long told = start;
        while (!isEnough(start) || !acting.isDone()) {
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
        await(plan.budget().plusSeconds(30), () -> sending.open() == 0);
        loop.run(commotion::end);
        await(CONNECT_PATIENCE, () -> world.devices().stream().allMatch(Device::wanted));
        await(LAST_DELIVERY_PATIENCE, () -> hasAll(answered(), true));
        // Everybody comes back once more: resuming is the last thing each device does.
        loop.run(() -> world.devices().forEach(device -> connections.drop(device, "last resume")));
        await(LAST_DELIVERY_PATIENCE, () -> hasAll(answered(), true));
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

    private void readHistory() throws InterruptedException {
        List<Closing.Reading> readings =
                loop.ask(() -> world.rooms().stream().map(Closing.Reading::of).toList());
        Map<String, Long> shown = loop.ask(() -> Map.copyOf(connections.readsSeen()));
        Closing closing = new Closing(world);
        List<Future<?>> all = new ArrayList<>();
        readings.forEach(one -> all.add(loop.workers().submit(() -> closing.read(one))));
        world.people()
                .forEach(
                        person ->
                                all.add(
                                        loop.workers()
                                                .submit(
                                                        () ->
                                                                closing.readPositions(
                                                                        person, shown))));
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "the history cannot be read: " + e.getCause().getMessage(), e);
            }
        }
    }

    /** The answered position of each channel. Called on the loop. */
    private Map<Room, Long> answered() {
        Map<Room, Long> answered = new HashMap<>();
        world.rooms().forEach(room -> answered.put(room, room.answered()));
        return answered;
    }

    /** Whether all who want to be are connected and have that much. Called on the loop. */
    private boolean hasAll(Map<Room, Long> positions, boolean inEveryRoom) {
        for (Device device : world.devices()) {
            if (device.wanted() && device.isReading() && !device.has(positions)) {
                return false;
            }
        }
        return !inEveryRoom
                || world.rooms().stream()
                        .allMatch(
                                room ->
                                        room.members().stream()
                                                .flatMap(person -> person.devices().stream())
                                                .allMatch(device -> device.isLive(room)));
    }

    private String behind(Map<Room, Long> positions) {
        return loop.ask(
                () ->
                        world.devices().stream()
                                .filter(Device::wanted)
                                .filter(device -> !device.has(positions))
                                .limit(10)
                                .map(device -> device.state(positions))
                                .toList()
                                .toString());
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
                            return answered();
                        });
        boolean settled = await(atMost, () -> hasAll(positions, false));
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        loop.run(() -> commotion.calm(false));
        long micros = took.toNanos() / 1_000;
        if (!settled) {
            String who = behind(positions);
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
        long enough = loop.ask(sending::answered) + messages;
        while (!loop.ask(() -> sending.answered() >= enough || !writing)) {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
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

    private Device stopReading(Device device) {
        history.record(at -> new Event.Reading(at, device.name(), false));
        device.reading(false);
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
