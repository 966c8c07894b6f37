package chat.palaver.edge.feed;

import chat.palaver.schemas.Ids;
import chat.palaver.schemas.LogPlace;
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
import chat.palaver.schemas.proto.LogMoved;
import chat.palaver.schemas.proto.Member;
import chat.palaver.schemas.proto.Message;
import chat.palaver.schemas.proto.Routed;
import chat.palaver.schemas.proto.Started;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

    /** What lies in the channels' own logs; a mark has no key. */
    final Map<LogPlace, List<Entry>> ownLogs = new HashMap<>();

    double faults;
    private double retention;
    private final double moves;
    int progress;
    private final Map<LogPlace, Integer> ownProgress = new HashMap<>();

    /** The stretch of which the tables know, by channel. */
    private final Map<String, Long> tablesEpoch = new HashMap<>();

    /** What the log still keeps begins here. */
    int kept;

    private final String user = Ids.newUser();
    private long incarnations = 1;

    /** Appends that stood behind the end of their stretch. */
    int appendedAgain;

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

    PartitionModel(long seed, double faults, double retention, double moves) {
        random = new Random(seed);
        this.faults = faults;
        this.retention = retention;
        this.moves = moves;
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

    /** Appends in the stretch that the record names; gives the offset there. */
    private int append(String channel, ChannelRecord record) {
        List<Entry> stretch = stretch(new LogPlace(channel, record.getEpoch()));
        stretch.add(new Entry(channel, record.toByteString(), null));
        return stretch.size() - 1;
    }

    private List<Entry> stretch(LogPlace place) {
        return place.isOwn() ? ownLogs.computeIfAbsent(place, p -> new ArrayList<>()) : log;
    }

    /** A mover ends a stretch of which the tables know; another may do so again. */
    private void move() {
        String channel = channels.get(random.nextInt(channels.size()));
        long epoch = tablesEpoch.getOrDefault(channel, 0L);
        append(
                channel,
                ChannelRecord.newBuilder()
                        .setChannelId(channel)
                        .setEpoch(epoch)
                        .setId("to")
                        .setLogMoved(LogMoved.getDefaultInstance())
                        .build());
    }

    /** Anybody says something through any edge; sometimes again. */
    void say() {
        String channel = channels.get(random.nextInt(channels.size()));
        int id = ids > 0 && random.nextInt(100) < 15 ? random.nextInt(ids) : ids++;
        any().send(channel, "m" + id);
    }

    /** Where every record of a channel stands, for who has to understand a failure. */
    String story(String channel) {
        StringBuilder story = new StringBuilder("tables at " + tablesEpoch.get(channel));
        tell(story, "shared", channel, log);
        ownLogs.forEach(
                (place, entries) -> {
                    if (place.channel().equals(channel)) {
                        tell(story, "own " + place.epoch(), channel, entries);
                    }
                });
        return story.toString();
    }

    private static void tell(
            StringBuilder story, String name, String channel, List<Entry> entries) {
        story.append('\n').append(name).append(':');
        for (int offset = 0; offset < entries.size(); offset++) {
            if (channel.equals(entries.get(offset).key)) {
                ChannelRecord record = parsed(entries.get(offset));
                story.append(' ')
                        .append(offset)
                        .append(record.getId())
                        .append('@')
                        .append(record.getEpoch());
            }
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
        if (random.nextDouble() < moves) {
            move();
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

    /** The sink writes a few records of some log: whether it has moved. */
    boolean sink() {
        boolean moved = false;
        for (int more = 1 + random.nextInt(3); more > 0 && progress < log.size(); more--) {
            if (!write(log.get(progress))) {
                break;
            }
            progress++;
            moved = true;
        }
        for (String channel : channels) {
            LogPlace place = new LogPlace(channel, tablesEpoch.getOrDefault(channel, 0L));
            int next = ownProgress.getOrDefault(place, 0);
            if (place.isOwn() && next < stretch(place).size() && random.nextBoolean()) {
                write(stretch(place).get(next));
                ownProgress.put(place, next + 1);
                moved = true;
            }
        }
        return moved;
    }

    /** Whether it could be written: what is ahead waits. */
    private boolean write(Entry entry) {
        if (entry.key == null) {
            return true;
        }
        ChannelRecord record = parsed(entry);
        long known = tablesEpoch.getOrDefault(entry.key, 0L);
        if (record.getEpoch() == known && record.hasLogMoved()) {
            tablesEpoch.put(entry.key, known + 1);
        }
        return record.getEpoch() <= known;
    }

    private static ChannelRecord parsed(Entry entry) {
        try {
            return ChannelRecord.parseFrom(entry.value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Whatever is under way comes to its end, without further faults. */
    void settle() {
        for (int round = 0; round < 10_000; round++) {
            while (sink() || progress < log.size()) {
                // It comes to the end.
            }
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
        fold(channel, Long.MAX_VALUE, kept);
        return kept;
    }

    /** Stretch after stretch, each to its end, or to where a position stands. */
    private ChannelFold fold(String channel, long through, List<Folded.Kept> kept) {
        ChannelFold fold = new ChannelFold(ChannelSnapshot.empty(channel));
        while (true) {
            LogPlace place = fold.place();
            boolean last = place.epoch() == Position.epoch(through);
            int end = stretch(place).size();
            foldStretch(fold, last ? (int) Position.offset(through) + 1 : end, kept);
            if (last || fold.place().equals(place)) {
                return fold;
            }
        }
    }

    private void foldStretch(ChannelFold fold, int end, List<Folded.Kept> kept) {
        LogPlace place = fold.place();
        for (int offset = 0; offset < end; offset++) {
            Entry entry = stretch(place).get(offset);
            if (place.channel().equals(entry.key)) {
                long position = Position.of(place.epoch(), offset);
                if (fold.apply(position, offset, entry.value) instanceof Folded.Kept one) {
                    kept.add(one);
                }
            }
        }
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
    final class Edge implements Loop, PartitionLog, OwnLogs, ChannelTables {
        final int number;
        final List<Delivery> slot = new ArrayList<>();
        final Deque<Delivery> late = new ArrayDeque<>();
        final Deque<Runnable> ready = new ArrayDeque<>();
        final List<Runnable> timers = new ArrayList<>();
        final List<Device> devices = new ArrayList<>();
        final FeedCounters counters = new FeedCounters();
        final ChannelPartition partition;
        int slotRead;
        private long now;

        final Map<LogPlace, Followed> followed = new LinkedHashMap<>();

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
            partition = new ChannelPartition(context, 0, this, this);
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

        /** Appends where the feed says that the log goes on; the answer may be lost. */
        void send(String channel, String id) {
            partition
                    .open(channel)
                    .thenAccept(
                            feed -> {
                                Message text = Message.newBuilder().setText(id).build();
                                long epoch = feed.place().epoch();
                                ChannelRecord record =
                                        record(channel, id)
                                                .setEpoch(epoch)
                                                .setMessage(text)
                                                .build();
                                int offset = append(channel, record);
                                if (random.nextDouble() >= faults) {
                                    appended(channel, id, Position.of(epoch, offset));
                                }
                            });
        }

        /** The broker has taken an append of this edge. */
        private void appended(String channel, String id, long position) {
            open++;
            execute(
                    () ->
                            partition
                                    .open(channel)
                                    .thenAccept(feed -> await(feed, channel, id, position)));
        }

        private void await(ChannelFeed feed, String channel, String id, long appended) {
            feed.await(appended, user, id, outcome(channel, id, appended));
            partition.expect(channel, appended);
        }

        private Outcome outcome(String channel, String id, long appended) {
            return new Outcome() {
                @Override
                public void folded(KeptId first, boolean copy) {
                    open--;
                    answers.add(new Answer(channel, id, appended, first.position(), copy));
                }

                @Override
                public void moved() {
                    open--;
                    appendedAgain++;
                    send(channel, id);
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

        @Override
        public void follow(LogPlace place, long from, Reader reader) {
            execute(() -> followed.put(place, new Followed(reader, (int) from)));
        }

        @Override
        public void unfollow(LogPlace place) {
            execute(() -> followed.remove(place));
        }

        @Override
        public CompletionStage<Long> mark(LogPlace place) {
            CompletableFuture<Long> done = new CompletableFuture<>();
            stretch(place).add(new Entry(null, null, null));
            long offset = stretch(place).size() - 1;
            boolean lost = random.nextDouble() < faults;
            execute(
                    () -> {
                        if (lost) {
                            done.completeExceptionally(new IllegalStateException("timed out"));
                        } else {
                            done.complete(offset);
                        }
                    });
            return done;
        }

        /** Some records of some own log: whether there were any. */
        private boolean readOwn() {
            boolean any = false;
            for (Map.Entry<LogPlace, Followed> one : List.copyOf(followed.entrySet())) {
                any |=
                        followed.get(one.getKey()) == one.getValue()
                                && one.getValue().read(one.getKey());
            }
            return any;
        }

        private final class Followed {
            private final Reader reader;
            private int next;
            private boolean atEnd;

            Followed(Reader reader, int from) {
                this.reader = reader;
                this.next = from;
            }

            boolean read(LogPlace place) {
                List<Entry> all = stretch(place);
                int end = Math.min(all.size(), next + random.nextInt(4));
                boolean any = end > next;
                List<LogRecord> records = new ArrayList<>();
                for (; next < end; next++) {
                    Entry entry = all.get(next);
                    if (entry.key != null) {
                        records.add(
                                new LogRecord(entry.key, place.epoch(), next, next, entry.value));
                    }
                }
                if (any) {
                    int upTo = next;
                    // On its way while other things happen: it may be let go meanwhile.
                    execute(() -> reader.read(records, upTo));
                }
                if (!atEnd && next == all.size()) {
                    atEnd = true;
                    execute(reader::atEnd);
                    return true;
                }
                return any || next < all.size();
            }
        }

        boolean step() {
            if (!followed.isEmpty() && random.nextInt(4) == 0 && readOwn()) {
                return true;
            }
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
            return readOwn();
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

        /** Whatever is waited for, its time may have come. */
        @Override
        public long nanoTime() {
            now += random.nextInt(2) * Duration.ofHours(1).toNanos();
            return now;
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
        public CompletionStage<Long> through(String channel, long sharedNext) {
            LogPlace place = new LogPlace(channel, tablesEpoch.getOrDefault(channel, 0L));
            long next = place.isOwn() ? ownProgress.getOrDefault(place, 0) : sharedNext;
            return answer(Position.of(place.epoch(), next) - 1);
        }

        @Override
        public CompletionStage<Boolean> hasEnded(LogPlace place) {
            return answer(tablesEpoch.getOrDefault(place.channel(), 0L) > place.epoch());
        }

        @Override
        public CompletionStage<ChannelSnapshot> snapshot(String channel, long through) {
            ChannelSnapshot at = fold(channel, through, new ArrayList<>()).snapshot();
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
