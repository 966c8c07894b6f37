package chat.palaver.check.workload;

import chat.palaver.check.history.Event;
import chat.palaver.check.history.Hashes;
import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.Channel;
import chat.palaver.client.api.DeviceDescription;
import chat.palaver.client.api.Edge;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.NewAccount;
import chat.palaver.client.api.NewChannel;
import chat.palaver.client.api.PalaverApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Makes users, log-ins and channels. Heeds the limit of sign-ups by waiting as long as it is told;
 * a run with a seed used before at the same system finds its users there and only logs them in.
 */
final class Opening {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final DeviceDescription DEVICE = DeviceDescription.bot("check");
    private static final int MOST_DEVICES = 3;
    private static final int LARGEST_GROUP = 8;
    private static final int ONE_IN_OWN = 4;

    private final PalaverApi api;
    private final WorkloadPlan plan;
    private final World world;
    private final Random random;
    private final ExecutorService workers;

    Opening(PalaverApi api, WorkloadPlan plan, World world, ExecutorService workers) {
        this.api = api;
        this.plan = plan;
        this.world = world;
        this.random = world.random();
        this.workers = workers;
    }

    void open() throws InterruptedException {
        List<Integer> devices = new ArrayList<>();
        for (int i = 1; i <= plan.users(); i++) {
            devices.add(1 + random.nextInt(MOST_DEVICES));
        }
        List<Integer> numbers = IntStream.rangeClosed(1, plan.users()).boxed().toList();
        for (Person person : all(numbers, number -> enter(number, devices.get(number - 1)))) {
            world.add(person);
            made(person);
        }
        world.stranger(enter(plan.users() + 1, 1));
        made(world.stranger());
        Patience.call(PATIENCE, () -> world.people().get(0).api().edges()).stream()
                .map(Edge::url)
                .forEach(world::addEdge);
        if (world.edges().isEmpty()) {
            throw new IllegalStateException("the system names no edge to connect to");
        }
        openRooms();
        layDown();
    }

    private void made(Person person) {
        world.history()
                .record(
                        at ->
                                new Event.UserMade(
                                        at, person.name(), person.userId(), person.username()));
    }

    /** Who has founded most gets one more device, which sleeps: it has most to catch up with. */
    private void layDown() {
        Person person =
                Collections.max(world.people(), Comparator.comparingLong(this::roomsFoundedBy));
        Device sleeper =
                new Device(
                        person,
                        person.devices().size() + 1,
                        logIn(api, person.username(), person.password()));
        sleeper.sleep();
        person.devices().add(sleeper);
        world.sleeper(sleeper);
    }

    private long roomsFoundedBy(Person person) {
        return world.rooms().stream().filter(room -> room.hasFounder(person)).count();
    }

    private Person enter(int number, int devices) {
        String username = "check." + Long.toUnsignedString(plan.seed(), 36) + "." + number;
        String password = Hashes.of("palaver check " + username).substring(0, 40);
        try {
            Patience.call(PATIENCE, () -> api.signUp(NewAccount.of(username, password)));
        } catch (ApiException e) {
            if (!e.is("username_taken")) {
                throw e;
            }
        }
        Person person = new Person(number, username, password, logIn(api, username, password));
        for (int i = 1; i <= devices; i++) {
            person.devices().add(new Device(person, i, logIn(api, username, password)));
        }
        return person;
    }

    static ApiSession logIn(PalaverApi api, String username, String password) {
        return Patience.call(PATIENCE, () -> api.logIn(username, password, DEVICE));
    }

    private record Wanted(int number, List<Person> members, Room.Kind kind) {
        private boolean isDirect() {
            return kind == Room.Kind.DIRECT;
        }

        /** Some groups begin in a log of their own; the others come to one later. */
        private boolean isOwn() {
            return !isDirect() && number % ONE_IN_OWN == 1;
        }
    }

    private void openRooms() throws InterruptedException {
        List<Wanted> wanted = new ArrayList<>();
        List<List<Integer>> pairs = new ArrayList<>();
        for (int number = 1; number <= plan.channels(); number++) {
            List<Person> shuffled = new ArrayList<>(world.people());
            Collections.shuffle(shuffled, random);
            List<Integer> pair =
                    shuffled.subList(0, 2).stream().map(Person::number).sorted().toList();
            boolean direct = number % 3 == 0 && !pairs.contains(pair);
            if (direct) {
                pairs.add(pair);
            }
            int most = Math.min(LARGEST_GROUP, shuffled.size());
            int members = direct ? 2 : 2 + random.nextInt(most - 1);
            wanted.add(
                    new Wanted(
                            number,
                            List.copyOf(shuffled.subList(0, members)),
                            direct ? Room.Kind.DIRECT : kindOfGroup(number)));
        }
        for (Room room : all(wanted, this::open)) {
            world.add(room);
        }
    }

    private static Room.Kind kindOfGroup(int number) {
        return number % 3 == 1 ? Room.Kind.LIVELY : Room.Kind.STEADY;
    }

    private Room open(Wanted wanted) {
        Person owner = wanted.members().get(0);
        ApiSession login = owner.api();
        List<String> others = wanted.members().stream().skip(1).map(Person::userId).toList();
        String key = "check-" + plan.seed() + "-" + wanted.number() + "-" + System.nanoTime();
        NewChannel group =
                NewChannel.of("check " + wanted.number(), others)
                        .withLog(wanted.isOwn() ? Moves.OWN : Moves.SHARED);
        Channel channel =
                Patience.call(
                        PATIENCE,
                        () ->
                                wanted.isDirect()
                                        ? login.direct(others.get(0))
                                        : login.create(group, key));
        long head = head(login, channel.channelId());
        Room room =
                new Room(
                        wanted.number(),
                        channel.channelId(),
                        owner,
                        wanted.members(),
                        head,
                        wanted.kind());
        world.history()
                .record(
                        at ->
                                new Event.ChannelMade(
                                        at,
                                        room.name(),
                                        room.channelId(),
                                        wanted.isDirect() ? "direct" : "group",
                                        owner.name(),
                                        wanted.members().stream().map(Person::name).toList(),
                                        head));
        if (wanted.isOwn()) {
            placed(room);
        }
        return room;
    }

    private void placed(Room room) {
        room.placed(Moves.OWN);
        world.history().record(at -> new Event.MoveAsked(at, room.name(), Moves.OWN));
        world.history().record(at -> new Event.MoveAnswered(at, room.name(), Moves.OWN, Moves.OK));
    }

    /** The last message of a channel that may be of an earlier run. */
    private static long head(ApiSession login, String channelId) {
        return Patience.call(PATIENCE, () -> login.latest(channelId, 1)).messages().stream()
                .mapToLong(HistoryMessage::position)
                .max()
                .orElse(0);
    }

    private <A, B> List<B> all(List<A> items, Function<A, B> each) throws InterruptedException {
        List<Future<B>> futures = new ArrayList<>();
        for (A item : items) {
            futures.add(workers.submit(() -> each.apply(item)));
        }
        List<B> results = new ArrayList<>();
        for (Future<B> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("the stage could not be set: " + e.getCause(), e);
            }
        }
        return results;
    }
}
