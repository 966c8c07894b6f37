package chat.palaver.edge.feed;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.ChannelFold;
import chat.palaver.schemas.frames.CloseCode;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Routed;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every feed of this edge in one partition of the shared logs, and the link over which the fan-out
 * serves them.
 *
 * <p>Going live: an interest record of the edge's own splits the log at its offset I. What is
 * before I comes from the tables and from reading the log, what is behind it from the fan-out,
 * which reads the same partition in the same order. Records that come over the link meanwhile wait
 * in a bounded buffer.
 *
 * <p>A broken link: nothing that comes is applied; one interest record for all feeds is appended,
 * the log is read from the last offset that came in sequence up to that record, and only then goes
 * what waited. Feeds still coming up move their I there.
 *
 * <p>A log that begins behind what live feeds lack: nobody can mend them. They are given up, their
 * sessions closed, who come again and resume from the tables.
 *
 * <p>Runs on the loop.
 */
public final class ChannelPartition {
    /** Most records and bytes that wait for a feed or a link. */
    static final int MOST_WAITING = 10_000;

    static final long MOST_WAITING_BYTES = 16 << 20;

    /** Most snapshots of channels that are loaded at one time. */
    static final int SNAPSHOTS_AT_ONCE = 16;

    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration OWN_RECORD_OVERDUE = Duration.ofMillis(250);

    private static final Logger logger = LoggerFactory.getLogger(ChannelPartition.class);

    private final FeedContext context;
    private final int partition;
    private final PartitionLog log;
    private final OwnLogs ownLogs;
    private final ChannelFeed.Surroundings surroundings = new Surroundings();
    private final LinkWatch link = new LinkWatch();
    private final Map<String, ChannelFeed> live = new HashMap<>();
    private final Map<String, Coming> coming = new HashMap<>();
    private final Map<String, Coming> unannounced = new HashMap<>();
    private final Map<String, OwnTail> tails = new HashMap<>();
    private final Deque<Delivery> held = new ArrayDeque<>();
    private long heldBytes;
    private boolean announcing;
    private boolean lookingForOwn;
    private boolean barrierRunning;
    private CompletableFuture<Void> nextBarrier;
    private String nextBarrierOf;
    private final Deadlines<Expected> expected;
    private long overdue;
    private boolean rereading;
    private int beginnings;
    private boolean broken;

    /** The last offset that came in sequence: below it nothing is missing to any live feed. */
    private long inSequence = -1;

    /** Everything through here was read when the link was last mended. */
    private final Map<String, Long> readThrough = new HashMap<>();

    public ChannelPartition(FeedContext context, int partition, PartitionLog log, OwnLogs ownLogs) {
        this.context = context;
        this.partition = partition;
        this.log = log;
        this.ownLogs = ownLogs;
        expected =
                new Deadlines<>(context.loop(), OWN_RECORD_OVERDUE, this::hasCome, this::lookFor);
    }

    /** An own record that stands in the shared log. */
    private record Expected(String channel, long position) {}

    /** The channel's feed, live; brings it up if need be. Never fails: a fault delays. */
    public CompletionStage<ChannelFeed> open(String channel) {
        ChannelFeed feed = live.get(channel);
        if (feed != null) {
            return CompletableFuture.completedFuture(feed);
        }
        Coming present = coming.get(channel);
        if (present == null) {
            present = new Coming(channel);
            coming.put(channel, present);
            unannounced.put(channel, present);
            announce();
        }
        return present.opened();
    }

    /** The channel's feed if it is live. */
    public Optional<ChannelFeed> find(String channel) {
        return Optional.ofNullable(live.get(channel));
    }

    /** Lets go of a live feed without sessions. */
    public void close(List<String> channels) {
        List<String> idle =
                channels.stream().filter(c -> live.containsKey(c) && live.get(c).isIdle()).toList();
        if (!idle.isEmpty()) {
            idle.forEach(c -> letGo(live.remove(c)));
            idle.forEach(readThrough::remove);
            // If this is lost the fan-out sends what is ignored here.
            log.interest(idle, false);
        }
    }

    public List<ChannelFeed> feeds() {
        return List.copyOf(live.values());
    }

    /** How many ids the live feeds remember. */
    public long keptIds() {
        return live.values().stream().mapToLong(ChannelFeed::keptIds).sum();
    }

    /** How many own logs are read for feeds here. */
    public int ownLogsRead() {
        return tails.size();
    }

    /**
     * Gives up feeds that wait for an own log which has ended without their hearing of it: its
     * topic may be gone. To be called now and then; one is given up that has stood still since the
     * time before.
     */
    public void lookAtOwnLogs() {
        for (OwnTail tail : List.copyOf(tails.values())) {
            if (tail.feed().closed() && !tail.feed().isAwaiting()) {
                stopTail(tail.feed());
            } else if (tail.stoodStill()) {
                context.tables()
                        .hasEnded(tail.place())
                        .thenAccept(ended -> unheard(tail, ended && tail.stoodStill()));
            }
        }
    }

    private void unheard(OwnTail tail, boolean unheard) {
        if (unheard && tails.get(tail.place().channel()) == tail) {
            logger.atWarn().addKeyValue("place", tail.place()).log("own log has ended unheard");
            startAgain(tail.feed());
        }
    }

    /** A member has read up to a position. */
    public void onRead(String channel, String user, long position) {
        ChannelFeed feed = live.get(channel);
        if (feed != null) {
            feed.read(user, position);
        }
    }

    /** Something came from the partition's tasks. */
    public void onDelivery(Delivery delivery) {
        if (rereading) {
            hold(delivery);
        } else {
            follow(delivery);
        }
    }

    /** The slot has lost records: nobody is in sequence any more. */
    public void onSlotLost() {
        link.lost();
        held.clear();
        heldBytes = 0;
        breakLink();
    }

    /**
     * Makes sure that a live feed has folded everything before now: the answer to a question that
     * only the log's end can answer, such as whether somebody has become a member.
     */
    public CompletionStage<Void> barrier(String channel) {
        LogPlace asked = place(channel);
        CompletionStage<Void> passed =
                tails.containsKey(channel) ? tails.get(channel).barrier() : sharedBarrier(channel);
        return passed.thenCompose(
                done ->
                        place(channel).equals(asked)
                                ? CompletableFuture.completedFuture(null)
                                : barrier(channel));
    }

    private LogPlace place(String channel) {
        ChannelFeed feed = live.get(channel);
        return feed == null ? new LogPlace(channel, 0) : feed.place();
    }

    private CompletionStage<Void> sharedBarrier(String channel) {
        if (nextBarrier == null) {
            nextBarrier = new CompletableFuture<>();
            nextBarrierOf = channel;
        }
        CompletableFuture<Void> asked = nextBarrier;
        if (!barrierRunning) {
            startBarrier();
        }
        return asked;
    }

    /**
     * One at a time, for everybody who asked while the one before was running: however many ask,
     * the log bears no more than one record for each reading of it.
     */
    private void startBarrier() {
        CompletableFuture<Void> asked = nextBarrier;
        nextBarrier = null;
        barrierRunning = true;
        log.interest(List.of(nextBarrierOf), true)
                .thenCompose(this::readUpTo)
                .whenComplete(
                        (done, failure) -> {
                            barrierRunning = false;
                            if (nextBarrier != null) {
                                startBarrier();
                            }
                            if (failure == null) {
                                asked.complete(null);
                            } else {
                                asked.completeExceptionally(failure);
                            }
                        });
    }

    /**
     * An own record stands at this position; if it does not come round soon, the shared log is
     * read. An own log is read all the time.
     */
    public void expect(String channel, long position) {
        if (!LogPlace.of(channel, position).isOwn()) {
            expected.add(new Expected(channel, position));
        }
    }

    private boolean hasCome(Expected own) {
        ChannelFeed feed = live.get(own.channel());
        return feed == null || !feed.isAwaited(own.position());
    }

    /** One read serves everybody who waits: it goes to the last offset that anybody waits for. */
    private void lookFor(Expected own) {
        overdue = Math.max(overdue, Position.offset(own.position()));
        if (!lookingForOwn) {
            lookingForOwn = true;
            context.counters().fallbackReads().increment();
            readUpTo(overdue).whenComplete((done, failure) -> lookingForOwn = false);
        }
        expected.add(own);
    }

    private void hold(Delivery delivery) {
        held.addLast(delivery);
        heldBytes += delivery.getSerializedSize();
        if (held.size() > MOST_WAITING || heldBytes > MOST_WAITING_BYTES) {
            link.lost();
            held.clear();
            heldBytes = 0;
            broken = true;
        }
    }

    private void follow(Delivery delivery) {
        LinkWatch.Verdict verdict = judge(delivery);
        if (verdict == LinkWatch.Verdict.BROKEN) {
            breakLink();
        } else if (verdict == LinkWatch.Verdict.IN_SEQUENCE && delivery.hasRouted()) {
            Routed routed = delivery.getRouted();
            apply(
                    new LogRecord(
                            routed.getKey(),
                            routed.getOffset(),
                            routed.getTime(),
                            routed.getValue()));
            inSequence = Math.max(inSequence, routed.getOffset());
        }
    }

    private LinkWatch.Verdict judge(Delivery delivery) {
        long task = delivery.getTaskIncarnation();
        return switch (delivery.getEventCase()) {
            case STARTED -> link.started(task);
            case FORGOTTEN -> link.forgotten(task);
            case SIGNAL -> LinkWatch.Verdict.OLD;
            default -> link.numbered(task, delivery.getNumber());
        };
    }

    private void apply(LogRecord record) {
        ChannelFeed feed = live.get(record.channel());
        if (feed != null) {
            feed.apply(record);
            return;
        }
        Coming still = coming.get(record.channel());
        if (still != null) {
            still.hold(record);
        }
    }

    private void breakLink() {
        if (live.isEmpty() && coming.isEmpty()) {
            return;
        }
        broken = true;
        if (!rereading) {
            reread();
        }
    }

    /** Mends the link: one interest record for all, the log up to it, then what waited. */
    private void reread() {
        rereading = true;
        broken = false;
        context.counters().rereads().increment();
        Set<String> all = new HashSet<>(live.keySet());
        all.addAll(coming.keySet());
        log.interest(List.copyOf(all), true)
                .thenCompose(
                        split -> {
                            coming.values().forEach(one -> one.moveSplit(split));
                            return readUpTo(split);
                        })
                .whenComplete((done, failure) -> mended(failure));
    }

    private void mended(Throwable failure) {
        if (failure != null && !isGone(failure)) {
            logger.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("cause", failure.toString())
                    .log("link not mended, trying again");
            context.loop().after(RETRY, this::reread);
            return;
        }
        logger.atInfo()
                .addKeyValue("partition", partition)
                .addKeyValue("feeds", live.size())
                .addKeyValue("held", held.size())
                .log("link mended");
        rereading = false;
        while (!held.isEmpty() && !rereading) {
            Delivery next = held.removeFirst();
            heldBytes -= next.getSerializedSize();
            follow(next);
        }
        if (broken && !rereading) {
            breakLink();
        }
    }

    /**
     * Reads what live feeds may lack, up to an offset at which a record of this edge stands. A feed
     * that comes up meanwhile lacks what was read before it came: it takes no part.
     */
    private CompletionStage<Void> readUpTo(long through) {
        Map<String, ChannelFeed> feeds = Map.copyOf(live);
        if (feeds.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        long from =
                feeds.keySet().stream()
                        .mapToLong(c -> readThrough.getOrDefault(c, -1L))
                        .min()
                        .orElse(-1);
        long start = Math.max(from, inSequence) + 1;
        CompletionStage<Void> read =
                start > through
                        ? CompletableFuture.completedFuture(null)
                        : log.read(start, through, feeds.keySet(), to(feeds));
        int begun = beginnings;
        return read.whenComplete(
                (done, failure) -> {
                    if (failure == null) {
                        feeds.forEach((channel, feed) -> markRead(channel, feed, through));
                    } else if (isGone(failure) && begun == beginnings) {
                        beginAnew(start);
                    }
                });
    }

    private static Consumer<List<LogRecord>> to(Map<String, ChannelFeed> feeds) {
        return records -> records.forEach(record -> feeds.get(record.channel()).apply(record));
    }

    private void markRead(String channel, ChannelFeed feed, long through) {
        if (live.get(channel) == feed) {
            readThrough.merge(channel, through, Math::max);
        }
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof RangeGone || failure.getCause() instanceof RangeGone;
    }

    /**
     * Retention has passed what the live feeds lack. Without a gap nobody can go on from here, and
     * so nobody does: feeds that come up from now on begin with the tables. Those that are on their
     * way do so already, and what is held for them stays.
     */
    private void beginAnew(long start) {
        logger.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("feeds", live.size())
                .addKeyValue("offset", start)
                .log("the log is gone from where the link broke, sessions must resume");
        beginnings++;
        context.counters().beginnings().increment();
        Map<String, ChannelFeed> lost = new HashMap<>(live);
        live.clear();
        readThrough.clear();
        log.interest(List.copyOf(lost.keySet()), false);
        lost.values().forEach(this::abandon);
    }

    /** Goes on where the log does; one that has been let go may be given a last record yet. */
    private void follow(ChannelFeed feed) {
        LogPlace place = feed.place();
        OwnTail present = tails.get(feed.channel());
        if (present != null && present.feed() == feed && present.place().equals(place)) {
            return;
        }
        stopTail(feed);
        if (place.isOwn() && !feed.closed() && isPresent(feed)) {
            OwnTail tail = new OwnTail(context.loop(), ownLogs, feed, () -> startAgain(feed));
            tails.put(feed.channel(), tail);
        }
    }

    private boolean isPresent(ChannelFeed feed) {
        Coming still = coming.get(feed.channel());
        return live.get(feed.channel()) == feed || (still != null && still.feed == feed);
    }

    private void stopTail(ChannelFeed feed) {
        OwnTail tail = tails.get(feed.channel());
        if (tail != null && tail.feed() == feed) {
            tails.remove(feed.channel());
            tail.stop();
        }
    }

    private void letGo(ChannelFeed feed) {
        stopTail(feed);
        feed.forget();
    }

    private void abandon(ChannelFeed feed) {
        stopTail(feed);
        feed.abandon(CloseCode.INTERNAL);
    }

    /** A feed that cannot go on: whoever comes for it finds one that begins with the tables. */
    private void startAgain(ChannelFeed feed) {
        String channel = feed.channel();
        Coming still = coming.get(channel);
        if (still != null && still.feed == feed) {
            // Found out when it would go live, so that it is not on its way twice.
            still.overflowed = true;
            still.pause = RETRY;
            stopTail(feed);
        } else if (live.remove(channel, feed)) {
            readThrough.remove(channel);
            log.interest(List.of(channel), false);
            abandon(feed);
        }
    }

    /** One interest record for every channel that was opened since the last one. */
    private void announce() {
        if (announcing || unannounced.isEmpty()) {
            return;
        }
        announcing = true;
        Map<String, Coming> batch = new HashMap<>(unannounced);
        unannounced.clear();
        log.interest(List.copyOf(batch.keySet()), true)
                .whenComplete(
                        (split, failure) -> {
                            announcing = false;
                            if (failure != null) {
                                unannounced.putAll(batch);
                                context.loop().after(RETRY, this::announce);
                            } else {
                                batch.values().forEach(one -> one.moveSplit(split));
                                load(batch);
                                announce();
                            }
                        });
    }

    private void load(Map<String, Coming> batch) {
        context.tables()
                .progress(partition)
                .whenComplete(
                        (next, failure) -> {
                            if (failure != null) {
                                context.loop().after(RETRY, () -> load(batch));
                            } else {
                                loadFolds(batch, next);
                            }
                        });
    }

    private void loadFolds(Map<String, Coming> batch, long next) {
        long start = Math.min(next, earliestSplit(batch));
        loadFolds(List.copyOf(batch.values()), start)
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                context.loop().after(RETRY, () -> load(batch));
                            } else {
                                batch.values().forEach(Coming::toFeed);
                                readToSplit(batch, start);
                            }
                        });
    }

    /** A few at a time: each may bring the ids of an hour, and a batch may be every channel. */
    private CompletionStage<Void> loadFolds(List<Coming> all, long sharedNext) {
        List<Coming> few = all.subList(0, Math.min(all.size(), SNAPSHOTS_AT_ONCE));
        List<Coming> rest = all.subList(few.size(), all.size());
        CompletableFuture<?>[] folds =
                few.stream()
                        .map(one -> loadFold(one, sharedNext))
                        .toArray(CompletableFuture[]::new);
        CompletableFuture<Void> loaded = CompletableFuture.allOf(folds);
        return rest.isEmpty()
                ? loaded
                : loaded.thenComposeAsync(done -> loadFolds(rest, sharedNext), context.loop());
    }

    private CompletableFuture<Void> loadFold(Coming one, long sharedNext) {
        return context.tables()
                .through(one.channel, sharedNext)
                .thenCompose(through -> context.tables().snapshot(one.channel, through))
                .thenAccept(snapshot -> one.fold = new ChannelFold(snapshot))
                .toCompletableFuture();
    }

    /** Reads the log from an offset through the latest split of the batch, then they are live. */
    private void readToSplit(Map<String, Coming> batch, long from) {
        long split = batch.values().stream().mapToLong(one -> one.split).max().orElse(-1);
        if (from > split) {
            batch.values().forEach(one -> settle(one, split));
            return;
        }
        Consumer<List<LogRecord>> take =
                records ->
                        records.forEach(record -> batch.get(record.channel()).feed.apply(record));
        log.read(from, split, Set.copyOf(batch.keySet()), take)
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                context.loop().after(RETRY, () -> comeAgain(batch, from, failure));
                            } else {
                                // The split may have moved meanwhile.
                                readToSplit(batch, split + 1);
                            }
                        });
    }

    /**
     * A feed whose log has gone on in its own topic is live when it has come to the end there. The
     * split may move meanwhile, as a link may break.
     */
    private void settle(Coming one, long split) {
        ChannelFeed feed = one.feed;
        OwnTail tail = tails.get(one.channel);
        if (tail == null || tail.feed() != feed || tail.isAtEnd()) {
            goLive(one, split);
            return;
        }
        tail.atEndOrStopped()
                .thenRun(
                        () -> {
                            if (coming.get(one.channel) == one && one.feed == feed) {
                                readToSplit(Map.of(one.channel, one), split + 1);
                            }
                        });
    }

    private void goLive(Coming one, long split) {
        if (one.overflowed) {
            context.loop().after(one.pause, () -> announceAgain(List.of(one)));
            return;
        }
        coming.remove(one.channel);
        live.put(one.channel, one.feed);
        readThrough.put(one.channel, split);
        one.waiting.forEach(one.feed::apply);
        one.opened.forEach(opened -> opened.complete(one.feed));
    }

    /** The sink may have moved past what the log lost; a split that the log lost cannot move. */
    private void comeAgain(Map<String, Coming> batch, long from, Throwable failure) {
        if (isGone(failure) && from >= earliestSplit(batch)) {
            announceAgain(batch.values());
        } else {
            load(batch);
        }
    }

    private static long earliestSplit(Map<String, Coming> batch) {
        return batch.values().stream().mapToLong(one -> one.split).min().orElse(0);
    }

    private void announceAgain(Collection<Coming> batch) {
        for (Coming one : batch) {
            one.restart();
            unannounced.put(one.channel, one);
        }
        announce();
    }

    /** A feed on its way up. */
    private final class Coming {
        private final String channel;

        /** Each for itself: those of one future would run in the reverse order. */
        private final List<CompletableFuture<ChannelFeed>> opened = new ArrayList<>();

        private final Deque<LogRecord> waiting = new ArrayDeque<>();
        private long waitingBytes;
        private long split = -1;
        private boolean overflowed;
        private Duration pause = Duration.ZERO;
        private ChannelFold fold;
        private ChannelFeed feed;

        Coming(String channel) {
            this.channel = channel;
        }

        CompletableFuture<ChannelFeed> opened() {
            CompletableFuture<ChannelFeed> one = new CompletableFuture<>();
            opened.add(one);
            return one;
        }

        void moveSplit(long offset) {
            split = Math.max(split, offset);
        }

        void toFeed() {
            forget();
            feed = new ChannelFeed(context, partition, fold, surroundings);
            follow(feed);
        }

        void hold(LogRecord record) {
            if (overflowed) {
                return;
            }
            waiting.addLast(record);
            waitingBytes += record.value().size();
            if (waiting.size() > MOST_WAITING || waitingBytes > MOST_WAITING_BYTES) {
                overflowed = true;
                waiting.clear();
            }
        }

        void restart() {
            overflowed = false;
            pause = Duration.ZERO;
            waiting.clear();
            waitingBytes = 0;
            forget();
        }

        /** Who joined by a record that it has read already is with it: he comes again. */
        private void forget() {
            if (feed != null) {
                abandon(feed);
                feed = null;
            }
        }
    }

    /** What feeds ask for. */
    private final class Surroundings implements ChannelFeed.Surroundings {
        @Override
        public CompletionStage<Void> barrier(ChannelFeed feed) {
            return ChannelPartition.this.barrier(feed.channel());
        }

        @Override
        public void moved(ChannelFeed feed) {
            follow(feed);
        }

        @Override
        public void overflowed(ChannelFeed feed) {
            startAgain(feed);
        }
    }
}
