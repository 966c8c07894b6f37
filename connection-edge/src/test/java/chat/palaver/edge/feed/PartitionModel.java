package chat.palaver.edge.feed;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.fold.ChannelSnapshot;
import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.fold.KeptId;
import chat.palaver.schemas.fold.Kind;
import chat.palaver.schemas.fold.Role;
import chat.palaver.schemas.proto.ChannelCreated;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Forgotten;
import chat.palaver.schemas.proto.Member;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.Routed;
import chat.palaver.schemas.proto.Started;
import com.google.protobuf.ByteString;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One partition with its log, sink, stream tasks (some of them dead, some of them zombies that
 * still read and write) and edges that die, in which everything that may happen next happens in an
 * order that a seed decides. Feeds, links and folds are the real classes.
 */
final class PartitionModel {
    static final int EDGES = 3;

    final Random random;
    final List<String> channels = List.of(Ids.newChannel(), Ids.newChannel(), Ids.newChannel());
    final List<Entry> log = new ArrayList<>();

    /** Those that live. */
    final List<Edge> edges = new ArrayList<>();

    final List<Task> tasks = new ArrayList<>();

    /** Every {@code sent} there was. */
    final List<Answer> answers = new ArrayList<>();

    double faults;
    private double retention;
    int progress;

    /** What the log still keeps begins here. */
    int kept;

    private final String user = Ids.newUser();
    private long incarnations = 1;
    private int ids;
    private int edgesEver;

    /**
     * What an edge says of an append of its own.
     *
     * @param appended where it was appended
     * @param position the position it is answered with
     */
    record Answer(String channel, String id, long appended, long position, boolean copy) {}

    record Entry(String key, ByteString value, InterestEntry interest) {}

    record InterestEntry(int edge, long incarnation, List<String> keys, boolean on) {}

    PartitionModel(long seed, double faults, double retention) {
        random = new Random(seed);
        this.faults = faults;
        this.retention = retention;
        for (String channel : channels) {
            ChannelCreated created =
                    ChannelCreated.newBuilder()
                            .setKind(Kind.GROUP.toProto())
                            .setTitle("t")
                            .addMembers(
                                    Member.newBuilder()
                                            .setUserId(user)
                                            .setRole(Role.OWNER.toProto()))
                            .build();
            append(channel, record(channel, "create").setCreated(created).build());
        }
        for (int e = 0; e < EDGES; e++) {
            edges.add(new Edge(edgesEver++));
        }
        start(0);
    }

    private ChannelRecord.Builder record(String channel, String id) {
        return ChannelRecord.newBuilder().setChannelId(channel).setSender(user).setId(id);
    }

    private int append(String channel, ChannelRecord record) {
        log.add(new Entry(channel, record.toByteString(), null));
        return log.size() - 1;
    }

    /** Anybody says something through any edge; sometimes again. */
    void say() {
        String channel = channels.get(random.nextInt(channels.size()));
        int id = ids > 0 && random.nextInt(100) < 15 ? random.nextInt(ids) : ids++;
        Message text = Message.newBuilder().setText("m" + id).build();
        int offset = append(channel, record(channel, "m" + id).setMessage(text).build());
        if (random.nextDouble() >= faults) {
            any().appended(channel, "m" + id, offset);
        }
    }

    Edge any() {
        return edges.get(random.nextInt(EDGES));
    }

    /**
     * An edge dies with all it had in hand, and another one starts; what was sent to it is lost.
     */
    Edge kill() {
        int place = random.nextInt(EDGES);
        return edges.set(place, new Edge(edgesEver++));
    }

    /** A new task incarnation owns the partition; the one before may go on as a zombie. */
    void restart() {
        Task old = tasks.get(tasks.size() - 1);
        old.zombie = true;
        old.dead = random.nextBoolean();
        start(random.nextInt(old.read - old.committed + 1) + old.committed);
    }

    private void start(int from) {
        Task task = new Task(incarnations++, from);
        tasks.add(task);
        edges.forEach(edge -> edge.slot.add(task.say().setStarted(Started.newBuilder()).build()));
    }

    /** No further faults. */
    void calm() {
        faults = 0;
        retention = 0;
    }

    /** One thing of those that may happen next. */
    void step() {
        switch (random.nextInt(8)) {
            case 0 -> say();
            case 1 -> sink();
            case 2, 3 -> tasks.get(random.nextInt(tasks.size())).step(faults);
            default -> edges.get(random.nextInt(EDGES)).step();
        }
        if (random.nextDouble() < faults / 4) {
            restart();
        }
        if (random.nextDouble() < faults / 8) {
            forget();
        }
        if (random.nextDouble() < retention) {
            kept = Math.max(kept, progress - random.nextInt(20));
        }
    }

    private void forget() {
        Task task = tasks.get(tasks.size() - 1);
        Edge edge = any();
        task.interest.values().forEach(set -> set.remove(edge.number));
        task.numbers.remove(edge.number);
        edge.slot.add(task.say().setForgotten(Forgotten.newBuilder()).build());
    }

    /** How often an edge of those that live has begun anew. */
    long beginnings() {
        return edges.stream().mapToLong(edge -> edge.counters.beginnings().sum()).sum();
    }

    private Optional<Edge> living(int number) {
        return edges.stream().filter(edge -> edge.number == number).findFirst();
    }

    void sink() {
        progress = Math.min(log.size(), progress + 1 + random.nextInt(3));
    }

    /** Whatever is under way comes to its end, without further faults. */
    void settle() {
        for (int round = 0; round < 10_000; round++) {
            progress = log.size();
            boolean moved = tasks.get(tasks.size() - 1).step(0);
            for (Edge edge : edges) {
                while (edge.step()) {
                    moved = true;
                }
            }
            if (!moved && edges.stream().noneMatch(Edge::timers)) {
                return;
            }
        }
        throw new AssertionError("does not settle");
    }

    /** What the fold keeps of a channel, from the beginning. */
    List<Folded.Kept> kept(String channel) {
        List<Folded.Kept> kept = new ArrayList<>();
        fold(channel, log.size(), kept);
        return kept;
    }

    private ChannelFold fold(String channel, int end, List<Folded.Kept> kept) {
        ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(channel));
        for (int offset = 0; offset < end; offset++) {
            Entry entry = log.get(offset);
            if (channel.equals(entry.key)) {
                Folded folded = fold.apply(Position.of(0, offset), offset, entry.value);
                if (folded instanceof Folded.Kept one) {
                    kept.add(one);
                }
            }
        }
        return fold;
    }

    /** A stream task. */
    final class Task {
        final long incarnation;
        final Map<String, Set<Integer>> interest = new HashMap<>();
        final Map<Integer, Long> numbers = new HashMap<>();
        int read;
        int committed;
        boolean dead;
        boolean zombie;

        Task(long incarnation, int from) {
            this.incarnation = incarnation;
            read = from;
            committed = from;
        }

        Delivery.Builder say() {
            return Delivery.newBuilder()
                    .setSource(DeliverySource.DELIVERY_SOURCE_CHANNELS)
                    .setTaskIncarnation(incarnation);
        }

        boolean step(double faults) {
            if (dead || read >= log.size()) {
                return false;
            }
            int offset = read++;
            Entry entry = log.get(offset);
            if (entry.interest != null) {
                learn(entry.interest);
            } else {
                interest.getOrDefault(entry.key, Set.of())
                        .forEach(edge -> route(edge, offset, entry, faults));
            }
            if (!zombie && random.nextInt(4) == 0) {
                committed = read;
            }
            return true;
        }

        private void learn(InterestEntry said) {
            for (String key : said.keys) {
                Set<Integer> wanting = interest.computeIfAbsent(key, k -> new HashSet<>());
                if (said.on) {
                    wanting.add(said.edge);
                } else {
                    wanting.remove(said.edge);
                }
            }
        }

        private void route(int edge, int offset, Entry entry, double faults) {
            long number = numbers.merge(edge, 1L, Long::sum);
            Routed routed =
                    Routed.newBuilder()
                            .setKey(entry.key)
                            .setOffset(offset)
                            .setTime(offset)
                            .setValue(entry.value)
                            .build();
            Delivery delivery = say().setNumber(number).setRouted(routed).build();
            if (random.nextDouble() >= faults) {
                living(edge).ifPresent(to -> to.slot.add(delivery));
            } else if (random.nextBoolean()) {
                // Sent late, behind others.
                living(edge).ifPresent(to -> to.late.add(delivery));
            }
        }
    }

    /** An edge, which is its own loop. */
    final class Edge implements Loop, PartitionLog, ChannelTables {
        final int number;
        final List<Delivery> slot = new ArrayList<>();
        final Deque<Delivery> late = new ArrayDeque<>();
        final Deque<Runnable> ready = new ArrayDeque<>();
        final List<Runnable> timers = new ArrayList<>();
        final List<Device> devices = new ArrayList<>();
        final FeedCounters counters = new FeedCounters();
        final ChannelPartition partition;
        int slotRead;

        /** Appends that are not answered. */
        int open;

        Edge(int number) {
            this.number = number;
            FeedContext context =
                    new FeedContext(
                            this,
                            this,
                            new RecordFrames(),
                            this::sessionsOf,
                            new RecentBudget(random.nextBoolean() ? 8 << 10 : 1 << 20),
                            counters,
                            Clock.systemUTC());
            partition = new ChannelPartition(context, 0, this);
        }

        private Collection<Subscriber> sessionsOf(String whom) {
            return List.of();
        }

        /** A device that is new here, or comes back with what it has. */
        Device connect(String channel, Long after) {
            Device device = new Device(channel, after, random);
            devices.add(device);
            Subscriber subscriber =
                    new Subscriber(
                            "s" + devices.size(),
                            user,
                            "d",
                            device,
                            new ResumePoints(after == null ? Map.of() : Map.of(channel, after)));
            device.subscriber = subscriber;
            partition
                    .open(channel)
                    .thenAccept(
                            feed -> {
                                if (after == null) {
                                    feed.attachNow(subscriber);
                                } else {
                                    feed.attachAfter(subscriber, after);
                                }
                            });
            return device;
        }

        /** The broker has taken an append of this edge. */
        void appended(String channel, String id, int offset) {
            open++;
            execute(
                    () ->
                            partition
                                    .open(channel)
                                    .thenAccept(feed -> await(feed, channel, id, offset)));
        }

        private void await(ChannelFeed feed, String channel, String id, int offset) {
            long appended = Position.of(0, offset);
            feed.await(appended, user, id, outcome(channel, id, appended));
            partition.expect(channel, offset);
        }

        private Outcome outcome(String channel, String id, long appended) {
            return new Outcome() {
                @Override
                public void folded(KeptId first, boolean copy) {
                    open--;
                    answers.add(new Answer(channel, id, appended, first.position(), copy));
                }

                @Override
                public void unknown() {
                    open--;
                }
            };
        }

        void disconnect(Device device) {
            devices.remove(device);
            partition.find(device.channel).ifPresent(feed -> feed.detach(device.subscriber));
            if (random.nextBoolean()) {
                partition.close(List.of(device.channel));
            }
        }

        boolean step() {
            if (!late.isEmpty() && random.nextInt(5) == 0) {
                slot.add(late.removeFirst());
            }
            boolean slotFirst = random.nextBoolean();
            if (slotFirst && slotRead < slot.size() || ready.isEmpty() && slotRead < slot.size()) {
                partition.onDelivery(slot.get(slotRead++));
                return true;
            }
            if (!ready.isEmpty()) {
                ready.removeFirst().run();
                return true;
            }
            if (!timers.isEmpty() && random.nextInt(3) == 0) {
                timers.remove(random.nextInt(timers.size())).run();
                return true;
            }
            return false;
        }

        boolean timers() {
            return !timers.isEmpty();
        }

        @Override
        public void execute(Runnable task) {
            ready.addLast(task);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            timers.add(task);
        }

        @Override
        public CompletionStage<Long> interest(List<String> keys, boolean on) {
            CompletableFuture<Long> done = new CompletableFuture<>();
            if (random.nextDouble() < faults) {
                if (random.nextBoolean()) {
                    log.add(new Entry(null, null, new InterestEntry(number, 1, keys, on)));
                }
                execute(() -> done.completeExceptionally(new IllegalStateException("timed out")));
            } else {
                log.add(new Entry(null, null, new InterestEntry(number, 1, keys, on)));
                long offset = log.size() - 1;
                execute(() -> done.complete(offset));
            }
            return done;
        }

        @Override
        public CompletionStage<Void> read(
                long from, long through, Set<String> wanted, Consumer<List<LogRecord>> chunk) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            execute(() -> readChunk((int) from, (int) through, wanted, chunk, done));
            return done;
        }

        private void readChunk(
                int from,
                int through,
                Set<String> wanted,
                Consumer<List<LogRecord>> chunk,
                CompletableFuture<Void> done) {
            if (random.nextDouble() < faults) {
                done.completeExceptionally(new IllegalStateException("Kafka is away"));
                return;
            }
            if (from < kept) {
                done.completeExceptionally(new RangeGone("begins at " + kept, null));
                return;
            }
            int end = Math.min(through, from + random.nextInt(5));
            List<LogRecord> records = new ArrayList<>();
            for (int offset = from; offset <= end; offset++) {
                Entry entry = log.get(offset);
                if (entry.key != null && wanted.contains(entry.key)) {
                    records.add(new LogRecord(entry.key, offset, offset, entry.value));
                }
            }
            chunk.accept(records);
            if (end == through) {
                done.complete(null);
            } else {
                execute(() -> readChunk(end + 1, through, wanted, chunk, done));
            }
        }

        @Override
        public CompletionStage<Long> progress(int partitionNumber) {
            return answer((long) progress);
        }

        @Override
        public CompletionStage<ChannelSnapshot> snapshot(String channel, long through) {
            int end = through == Position.NONE ? 0 : (int) Position.offset(through) + 1;
            ChannelSnapshot at = fold(channel, end, new ArrayList<>()).snapshot();
            return answer(
                    new ChannelSnapshot(
                            at.channel(),
                            at.kind(),
                            at.title(),
                            at.deleted(),
                            at.log(),
                            at.members(),
                            at.head(),
                            Math.max(through, at.through()),
                            at.keptIds()));
        }

        @Override
        public CompletionStage<StoredPage> records(
                String channel, long after, long through, int limit) {
            List<StoredRecord> all =
                    kept(channel).stream()
                            .filter(k -> k.position() > after && k.position() <= through)
                            .map(
                                    k ->
                                            new StoredRecord(
                                                    k.position(), k.prev(), k.time(), k.record()))
                            .toList();
            // As with large records: a page may end before its limit.
            int rows = Math.min(all.size(), 1 + random.nextInt(limit));
            return answer(new StoredPage(all.subList(0, rows), rows < all.size()));
        }

        @Override
        public CompletionStage<List<Interval>> memberships(String channel, String whom) {
            return answer(List.of(new Interval(1, Long.MAX_VALUE)));
        }

        @Override
        public CompletionStage<String> title(String channel, long position) {
            return answer("");
        }

        private <T> CompletionStage<T> answer(T value) {
            CompletableFuture<T> done = new CompletableFuture<>();
            if (random.nextDouble() < faults) {
                execute(() -> done.completeExceptionally(new IllegalStateException("store away")));
            } else {
                execute(() -> done.complete(value));
            }
            return done;
        }
    }
}
